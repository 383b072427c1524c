import { hash, randomUUID } from 'node:crypto';
import type { Operation } from '@knowmind/sdk';
import type { Actor, CallContext, Draft, Origin } from '../context.ts';
import { maskTokens } from '../text/index.ts';

/** What the chain is made over. */
type Public = {
  id: string;
  at: string;
  action: string;
  actorType: 'person' | 'token' | 'oauth' | 'system';
  actorId: string | null;
  scope: string | null;
  targetType: string | null;
  targetId: string | null;
  requestId: string | null;
  result: string;
  privateHash: string;
};
type Private = {
  actorName: string | null;
  actorPrefix: string | null;
  targetName: string | null;
  ip: string | null;
  client: string | null;
  details: string | null;
};

/** One entry on its way into the chain, in the form `append_audit` reads: two lines of JSON, and milliseconds. */
export type Entry = {
  payload: string;
  privatePart: string;
  /** Its time, which stands in the payload, too. */
  at: number;
  /** The token, the grant or the session that must still be good when the entry is written. */
  credential: string | null;
};

export type EntryInput = {
  draft: Draft;
  at: Date;
  actor: Actor | null;
  origin?: Pick<Origin, 'requestId' | 'ip' | 'client'>;
  scope?: string | null;
  credential?: string | null;
};

/** What may have to be erased one day, with the salt. */
export function toPrivatePart(salt: string, fields: Private): string {
  const { actorName, actorPrefix, targetName, ip, client, details } = fields;
  return JSON.stringify([salt, actorName, actorPrefix, targetName, ip, client, details]);
}

/** What may be erased enters the chain as a salted hash only. */
export function hashPrivate(privatePart: string): string {
  return hash('sha256', privatePart);
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

export function toEntry({ draft, at, actor, origin, scope = null, credential = null }: EntryInput): Entry {
  const privatePart = toPrivatePart(randomUUID(), {
    actorName: clean(toActorName(actor)),
    actorPrefix: actor?.type === 'token' ? actor.prefix : null,
    targetName: clean(draft.target?.name ?? null),
    ip: origin?.ip ?? null,
    client: clean(origin?.client ?? null),
    details: draft.details ? clean(JSON.stringify(draft.details)) : null,
  });
  const payload = toPayload({
    id: randomUUID(),
    at: at.toISOString(),
    action: draft.action,
    actorType: actor?.type ?? 'system',
    actorId: actor?.id ?? null,
    scope,
    targetType: draft.target?.type ?? null,
    targetId: draft.target?.id ?? null,
    requestId: origin?.requestId ?? null,
    result: 'ok',
    privateHash: hashPrivate(privatePart),
  });
  return { payload, privatePart, at: at.getTime(), credential };
}

/** An application is named with the person it acts for. */
function toActorName(actor: Actor | null): string | null {
  if (actor?.type === 'oauth') return `${actor.name} (${actor.email})`;
  return actor?.type === 'person' ? actor.email : (actor?.name ?? null);
}

/** The entry of a call. It is written only while the caller's credential still holds. */
export function toCallEntry(context: CallContext, { access }: Operation): Entry {
  const { caller, now: at } = context;
  const { actor, tool } = caller;
  const draft = tool ? { ...context.entry, details: { ...context.entry.details, tool } } : context.entry;
  const credential = actor?.type === 'person' ? actor.sessionId : actor?.id;
  // A call that ends its own credential is the last one it makes.
  const ends = draft.target?.id === credential;
  const scope = access === 'read' || access === 'write' || access === 'admin' ? access : null;
  return toEntry({ draft, at, actor, origin: caller, scope, credential: (!ends && credential) || null });
}

/** The entries of a change: what went along with it, which no one called for, and the call itself. */
export function toChangeEntries(context: CallContext, operation: Operation): Entry[] {
  const { caller: origin, now: at, entry } = context;
  const along = (entry.also ?? []).map((draft) => toEntry({ draft, at, actor: null, origin }));
  return [...along, toCallEntry(context, operation)];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is looked for
const unstorable = /[\u0000\ud800-\udfff]/;

/** PostgreSQL text holds no NUL, a lone surrogate is no UTF-8, and a token pasted somewhere stays no token. */
function clean(text: string | null): string | null {
  if (text === null) return null;
  return maskTokens(unstorable.test(text) ? text.replaceAll('\u0000', '').toWellFormed() : text);
}
