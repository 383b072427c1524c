import type { Actor, PersonActor } from './context.ts';

/** What a caller is told of the credential that it calls with. An application's has no prefix of its own. */
export function toCredential(actor: Exclude<Actor, PersonActor>) {
  return {
    name: actor.name,
    prefix: actor.type === 'token' ? actor.prefix : 'oauth',
    expiresAt: actor.expiresAt?.toISOString() ?? null,
  };
}
