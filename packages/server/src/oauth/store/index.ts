export { deleteEnded, findClient, getServerSecret, saveClient } from './clients.ts';
export { deleteGrant, findGrant, insertGrant, selectGrants, stampGrantUse, within } from './grants.ts';
export {
  findPending,
  findRequest,
  type PendingRequest,
  putPending,
  putRequest,
  takePending,
} from './pending.ts';
export {
  consumeSecret,
  deleteSecret,
  type FoundGrant,
  findByAccessToken,
  findSecret,
  hashAccessToken,
  putToken,
  type TokenKind,
} from './tokens.ts';
