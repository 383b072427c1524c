import { createHash, randomBytes } from 'node:crypto';
import type { Operation } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import type { Actor, CallContext, Draft, Origin } from '../context.ts';

/** One entry on its way into the chain, in the form `append_audit` reads. */
export type Entry = {
  id: string;
  at: string;
  action: string;
  actorType: 'person' | 'token' | 'system';
  actorId: string | null;
  scope: string | null;
  targetType: string | null;
  targetId: string | null;
  requestId: string | null;
  result: string;
  actorName: string | null;
  actorPrefix: string | null;
  targetName: string | null;
  ip: string | null;
  client: string | null;
  details: string | null;
  salt: string;
  privateHash: string;
  payload: string;
  /** A token or session that must still be good when the entry is written. */
  credential?: string;
  credentialType?: 'token' | 'session';
};

export type EntryInput = {
  draft: Draft;
  at: Date;
  actor: Actor | null;
  origin?: Pick<Origin, 'requestId' | 'ip' | 'client'>;
  scope?: string | null;
};

type Public = Pick<
  Entry,
  | 'id'
  | 'at'
  | 'action'
  | 'actorType'
  | 'actorId'
  | 'scope'
  | 'targetType'
  | 'targetId'
  | 'requestId'
  | 'result'
  | 'privateHash'
>;
type Private = Pick<Entry, 'actorName' | 'actorPrefix' | 'targetName' | 'ip' | 'client' | 'details'>;

/** What may have to be erased one day enters the chain as a salted hash only. */
export function hashPrivate(salt: string, fields: Private): string {
  const { actorName, actorPrefix, targetName, ip, client, details } = fields;
  const text = JSON.stringify([salt, actorName, actorPrefix, targetName, ip, client, details]);
  return createHash('sha256').update(text).digest('hex');
}

/** The text that the chain is made over, without the position that `append_audit` puts before it. */
export function toPayload(entry: Public): string {
  const { id, at, action, actorType, actorId, scope, targetType, targetId, requestId, result, privateHash } =
    entry;
  return JSON.stringify([
    id,
    at,
    action,
    actorType,
    actorId,
    scope,
    targetType,
    targetId,
    requestId,
    result,
    privateHash,
  ]);
}

export function toEntry({ draft, at, actor, origin, scope = null }: EntryInput): Entry {
  const fields: Private = {
    actorName: clean(actor?.type === 'person' ? actor.email : (actor?.name ?? null)),
    actorPrefix: actor?.type === 'token' ? actor.prefix : null,
    targetName: clean(draft.target?.name ?? null),
    ip: origin?.ip ?? null,
    client: clean(origin?.client ?? null),
    details: draft.details ? clean(JSON.stringify(draft.details)) : null,
  };
  const salt = randomBytes(12).toString('hex');
  const open: Public = {
    id: uuid(),
    at: at.toISOString(),
    action: draft.action,
    actorType: actor?.type ?? 'system',
    actorId: actor?.id ?? null,
    scope,
    targetType: draft.target?.type ?? null,
    targetId: draft.target?.id ?? null,
    requestId: origin?.requestId ?? null,
    result: 'ok',
    privateHash: hashPrivate(salt, fields),
  };
  return { ...open, ...fields, salt, payload: toPayload(open) };
}

/** The entry of a call. It is written only while the caller's credential still holds. */
export function toCallEntry(context: CallContext, operation: Operation): Entry {
  const { caller, entry: draft, now: at } = context;
  const scope = operation.access === 'read' || operation.access === 'write' || operation.access === 'admin';
  const entry = toEntry({
    draft,
    at,
    actor: caller.actor,
    origin: caller,
    scope: scope ? operation.access : null,
  });
  const credential = caller.actor?.type === 'person' ? caller.actor.sessionId : caller.actor?.id;
  // A call that ends its own credential is the last one it makes.
  if (!credential || draft.target?.id === credential) return entry;
  return { ...entry, credential, credentialType: caller.actor?.type === 'person' ? 'session' : 'token' };
}

/** PostgreSQL text holds no NUL, and a lone surrogate is no UTF-8. */
function clean(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\u0000', '').toWellFormed();
}
