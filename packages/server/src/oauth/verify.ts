import { plans, type Scope } from '@knowmind/sdk';
import type { OAuthActor, Services, Workspace } from '../context.ts';
import { AppError } from '../errors.ts';
import { scopesOfRole } from '../identity/index.ts';
import { assertWithinLimit } from '../limiter/index.ts';
import { isOwnResource } from './resources.ts';
import { type FoundGrant, findByAccessToken, hashAccessToken } from './store/index.ts';

const form = /^[A-Za-z0-9_-]{43}$/;
const challenge = { headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } };

/**
 * Whether the text can be an access token of an application, rather than an API token, or what is left of one. Of 16
 * million access tokens one begins like an API token by chance, and is refreshed like one that has ended.
 */
export function isAccessToken(secret: string): boolean {
  return form.test(secret) && !secret.startsWith('kmt_');
}

export type Connected = { actor: OAuthActor; workspace: Workspace; scopes: readonly Scope[] };

/** Whose access token it is. Throws `invalid_token`; what the person may no longer do the application may not either. */
export async function verifyAccessToken(services: Services, secret: string): Promise<Connected> {
  const found = await readGrant(services, secret);
  if (!found)
    throw new AppError(
      'invalid_token',
      'This access token is unknown here, or the application was disconnected. Connect it again.',
      challenge,
    );
  if (found.expiresAt <= services.now())
    throw new AppError('invalid_token', 'This access token has expired. Refresh it.', challenge);
  if (!isOwnResource(services, found.audience))
    throw new AppError('invalid_token', 'This access token is for another address.', challenge);
  const { id, clientName: name, email, role, workspace, endsAt: expiresAt } = found;
  const given = found.given.split(' ');
  const scopes = found.scopes.filter((scope) => given.includes(scope) && scopesOfRole[role].includes(scope));
  return { actor: { type: 'oauth', id, name, email, role, expiresAt, networks: [] }, workspace, scopes };
}

async function readGrant(services: Services, secret: string): Promise<FoundGrant | undefined> {
  const key = hashAccessToken(secret);
  const kept = services.grants.get(key);
  if (kept) return kept;
  const generation = services.grants.generation();
  const found = await findByAccessToken(services.db, secret);
  if (found) services.grants.keep(key, found, generation);
  return found;
}

/** Counts the call against the plan's limit for grants and sessions, or the operator's own. */
export async function countGrantCall(
  services: Services,
  { actor, workspace }: Connected,
): Promise<Record<string, string>> {
  const limit = services.config.callsPerMinute ?? plans[workspace.plan].sessionCallsPerMinute;
  if (limit === 0) return {};
  const key = `grant:${actor.id}`;
  return assertWithinLimit(services.limiter, { key, limit, windowSeconds: 60, what: 'calls' });
}
