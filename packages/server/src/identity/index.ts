export { getMe, updateMe } from './me.ts';
export { acceptInvitation, inviteMember, listMembers, removeMember, updateMember } from './member.ts';
export { hasOwner, lockSetUp, upsertPerson } from './queries.ts';
export { createLinkSecret } from './secret.ts';
export {
  countSessionCall,
  listSessions,
  revokeSession,
  sessionCookie,
  signOut,
  verifySession,
} from './session.ts';
export { browserCookie, getSignInState, requestSignIn, setUp, signIn, switchWorkspace } from './sign-in.ts';
