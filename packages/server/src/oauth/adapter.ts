import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Origin, Services } from '../context.ts';
import { originOf } from './exchange.ts';
import { endGrant, readGrant, splitGrantId } from './grants.ts';
import type { Library } from './library.ts';
import {
  consumeSecret,
  deleteSecret,
  findClient,
  findPending,
  findSecret,
  putPending,
  putToken,
  saveClient,
  type TokenKind,
  takePending,
} from './store/index.ts';

/** A client that sent two refreshes at once, or lost an answer, may use the old refresh token for so long. */
const leewayMs = 30_000;

type Part = Pick<Adapter, 'upsert' | 'find' | 'consume' | 'destroy' | 'revokeByGrantId'>;

/** What each model of the protocol library is kept as. */
export function createAdapter(services: Services, library: Library): (model: string) => Adapter {
  return (model) => ({ ...nowhere, ...toPart(services, library, model) });
}

function toPart(services: Services, library: Library, model: string): Partial<Part> {
  if (model === 'AuthorizationCode' || model === 'AccessToken' || model === 'RefreshToken')
    return secrets(services, library, model);
  if (model === 'Grant') return grants(services, library);
  if (model === 'Client') return clients(services);
  if (model === 'Interaction' || model === 'ReplayDetection') return pending(services, model);
  return {};
}

/** Sessions of the library's own are not kept: who signs in here has ours, and each request is decided anew. */
const nowhere: Adapter = {
  upsert: async () => undefined,
  find: async () => undefined,
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  revokeByGrantId: async () => undefined,
};

function secrets(services: Services, library: Library, kind: TokenKind): Partial<Part> {
  const { db } = services;
  const { errors } = library;
  const find = (secret: string) => findSecret(db, kind, secret, services.now());
  return {
    async upsert(secret, { jti: _, ...payload }, expiresIn = 0) {
      const key = splitGrantId(payload.grantId ?? '');
      if (!key) throw new errors.InvalidGrant('grant not found');
      const expiresAt = new Date(services.now().getTime() + expiresIn * 1000);
      const kept = await putToken(db, key, { kind, secret, payload, expiresAt });
      if (!kept) throw new errors.InvalidGrant('grant not found');
    },
    async find(secret) {
      const found = await find(secret);
      if (!found) return undefined;
      const { consumedAt } = found;
      const lenient = kind === 'RefreshToken' && isRecent(consumedAt, services.now());
      return { ...found.payload, jti: secret, ...(consumedAt && !lenient ? { consumed: true } : {}) };
    },
    async consume(secret) {
      const found = await find(secret);
      if (!found) throw new errors.InvalidGrant('it has ended');
      const first = await consumeSecret(db, found.workspaceId, secret, services.now());
      if (first || kind === 'RefreshToken') return;
      // Two exchanges of one code at once: one of them is not its owner's.
      await endGrant(services, found, { action: 'oauth.reuse_refused', origin: originNow(library) });
      throw new errors.InvalidGrant('authorization code already consumed');
    },
    async destroy(secret) {
      const found = await find(secret);
      if (found) await deleteSecret(db, found.workspaceId, secret);
    },
  };
}

/** Who sent the request that the library is answering. */
function originNow({ Provider }: Library): Origin | undefined {
  return Provider.ctx && originOf(Provider.ctx.req);
}

function isRecent(date: Date | null, now: Date): boolean {
  return date !== null && now.getTime() - date.getTime() <= leewayMs;
}

/** Made by a person's consent alone; the library reads and ends them. */
function grants(services: Services, library: Library): Partial<Part> {
  return {
    async find(id) {
      const key = splitGrantId(id);
      return key && readGrant(services, key);
    },
    async destroy(id) {
      const key = splitGrantId(id);
      const givenBack = library.Provider.ctx?.oidc.route === 'revocation';
      const action = givenBack ? 'oauth.revoked' : 'oauth.reuse_refused';
      if (key) await endGrant(services, key, { action, origin: originNow(library) });
    },
  };
}

function clients({ db, now }: Services): Partial<Part> {
  return {
    upsert: (id, payload) => saveClient(db, { id, kind: 'registered', metadata: { ...payload }, at: now() }),
    find: async (id) => (await findClient(db, id, 'registered'))?.metadata as AdapterPayload | undefined,
  };
}

function pending({ db, now }: Services, model: string): Partial<Part> {
  return {
    async upsert(id, { jti: _, ...payload }, expiresIn = 0) {
      await putPending(db, `${model} ${id}`, payload, new Date(now().getTime() + expiresIn * 1000));
    },
    async find(id) {
      const payload = await findPending(db, `${model} ${id}`, now());
      return payload && { ...payload, jti: id };
    },
    async destroy(id) {
      await takePending(db, `${model} ${id}`);
    },
  };
}
