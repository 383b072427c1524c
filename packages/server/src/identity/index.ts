export { acceptInvitation } from './accept.ts';
export { inviteMember } from './invite.ts';
export { listMembers } from './list.ts';
export { getMe, updateMe } from './me.ts';
export { hasOwner, listWorkspaces, lockSetUp, upsertPerson } from './queries.ts';
export { removeMember } from './remove.ts';
export { signInReviewer } from './reviewer.ts';
export { createLinkSecret } from './secret.ts';
export {
  countSessionCall,
  listSessions,
  personOf,
  revokeSession,
  scopesOfRole,
  sessionCookie,
  signOut,
  verifySession,
} from './session.ts';
export { browserCookie, getSignInState, requestSignIn, setUp, signIn, switchWorkspace } from './sign-in.ts';
export { updateMember } from './update.ts';
