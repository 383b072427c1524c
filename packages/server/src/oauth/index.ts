export { decideConsent, getConsent } from './consent.ts';
export { disconnectOAuthClient, listOAuthClients } from './grants.ts';
export { addOAuth } from './http.ts';
export { type AuthorizationServer, createAuthorizationServer } from './provider.ts';
export { isOwnResource } from './resources.ts';
export type { FoundGrant } from './store/index.ts';
export { sweepOAuth } from './sweep.ts';
export { createGrantUses, type GrantUses } from './use.ts';
export { countGrantCall, isAccessToken, verifyAccessToken } from './verify.ts';
