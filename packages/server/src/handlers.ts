import type { OperationName, Operations, Output, ParsedInput } from '@knowmind/sdk';
import { exportAudit, listAudit, verifyAudit } from './audit/index.ts';
import type { Sharing } from './change.ts';
import type { CallContext, Context } from './context.ts';
import {
  eraseDocument,
  getDocument,
  listChunks,
  listDocuments,
  uploadDocument,
  uploadDocumentAlias,
} from './document/index.ts';
import {
  getEntity,
  getNeighborhood,
  getSchema,
  linkNodes,
  linkNodesAlias,
  listEntities,
  listRelations,
  listRelationsAlias,
  unlinkNodes,
  unlinkNodesAlias,
  upsertEntity,
} from './graph/index.ts';
import { getHealth } from './health.ts';
import {
  acceptInvitation,
  getMe,
  getSignInState,
  inviteMember,
  listMembers,
  listSessions,
  removeMember,
  requestSignIn,
  revokeSession,
  setUp,
  signIn,
  signInReviewer,
  signOut,
  switchWorkspace,
  updateMe,
  updateMember,
} from './identity/index.ts';
import {
  eraseMemory,
  getHistory,
  getMemory,
  getStats,
  listMemories,
  listRecent,
  storeMemories,
  storeMemory,
  supersedeMemory,
} from './memory/index.ts';
import { decideConsent, disconnectOAuthClient, getConsent, listOAuthClients } from './oauth/index.ts';
import { recall } from './recall/index.ts';
import {
  createToken,
  getToken,
  getTokenImpact,
  listTokens,
  revokeLeakedToken,
  revokeToken,
  rotateToken,
  updateToken,
} from './token/index.ts';
import { exportWorkspace, importRecords } from './transfer/index.ts';
import { getPlan, setPlan } from './workspace/index.ts';

type ContextOf<K extends OperationName> = Operations[K]['effect'] extends 'none' ? CallContext : Context;

type Handler<K extends OperationName> = (ctx: ContextOf<K>, input: ParsedInput<K>) => Promise<Output<K>>;
/** Work that takes long and needs no transaction comes first; it returns what is left to do within one. */
type TwoSteps<K extends OperationName> = {
  prepare(ctx: CallContext, input: ParsedInput<K>): Promise<(ctx: ContextOf<K>) => Promise<Output<K>>>;
  /** Of a small change that is called often: it is then undone and done again if need be. */
  sharing?(input: ParsedInput<K>): Sharing;
};

/** One handler for every operation of the contract: a missing one does not compile. */
export type Handlers = { [K in OperationName]: Handler<K> | TwoSteps<K> };

export const handlers: Handlers = {
  getHealth,
  recall,
  storeMemory,
  storeMemories,
  listMemories,
  getMemory,
  getHistory,
  supersedeMemory,
  eraseMemory,
  listRecent,
  getStats,
  uploadDocument,
  listDocuments,
  getDocument,
  listChunks,
  eraseDocument,
  uploadDocumentAlias,
  upsertEntity,
  listEntities,
  getEntity,
  linkNodes,
  unlinkNodes,
  listRelations,
  getSchema,
  getNeighborhood,
  linkNodesAlias,
  unlinkNodesAlias,
  listRelationsAlias,
  listTokens,
  createToken,
  getToken,
  updateToken,
  revokeToken,
  rotateToken,
  getTokenImpact,
  revokeLeakedToken,
  listAudit,
  exportAudit,
  verifyAudit,
  getPlan,
  setPlan,
  getSignInState,
  setUp,
  requestSignIn,
  signIn,
  signInReviewer,
  acceptInvitation,
  signOut,
  getMe,
  updateMe,
  switchWorkspace,
  listSessions,
  revokeSession,
  listMembers,
  inviteMember,
  updateMember,
  removeMember,
  getConsent,
  decideConsent,
  listOAuthClients,
  disconnectOAuthClient,
  exportWorkspace,
  importRecords,
};
