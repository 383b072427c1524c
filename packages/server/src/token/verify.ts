import type { Operation, Scope } from '@knowmind/sdk';
import { plans } from '@knowmind/sdk';
import { toEntry } from '../audit/index.ts';
import type { Origin, Services } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import { AppError } from '../errors.ts';
import { assertWithinLimit } from '../limiter/index.ts';
import { isInNetworks } from './network.ts';
import { notifyOwners } from './notify.ts';
import { type FoundToken, findTokenByHash, markFirstUse } from './queries.ts';
import { isWellFormed, toKey } from './secret.ts';

const challenge = { headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } };

/**
 * Finds out whose token it is. Throws `invalid_token`, for expired and revoked tokens with the time,
 * or `network_not_allowed`. Garbage costs no database access.
 */
export async function verifyToken(services: Services, secret: string, origin: Origin): Promise<FoundToken> {
  const key = toKey(secret);
  const token = services.tokens.get(key) ?? (await readToken(services, secret, key));
  if (!token)
    throw new AppError('invalid_token', 'This token is unknown here. Is it for another server?', challenge);
  const now = services.now();
  assertAlive(token, now);
  if (token.replacedAt) await assertGrace({ services, token, origin, now });
  if (token.networks.length > 0 && !isInNetworks(origin.ip ?? '', token.networks)) {
    const message = `This token may not be used from ${origin.ip}. Its allowed networks are set under API Tokens.`;
    throw new AppError('network_not_allowed', message);
  }
  if (!token.firstUsedAt && !token.replacedAt) await recordFirstUse(services, token, key, now);
  return token;
}

async function readToken(services: Services, secret: string, key: string): Promise<FoundToken | undefined> {
  if (!isWellFormed(secret)) {
    throw new AppError(
      'invalid_token',
      'This is not a knowmind token: kmt_ and 48 characters, the last of which prove the others. Was it cut off, or mistyped?',
      challenge,
    );
  }
  const generation = services.tokens.generation();
  const token = await findTokenByHash(services.db, Buffer.from(key, 'hex'));
  if (token) services.tokens.keep(key, token, generation);
  return token;
}

function assertAlive(token: FoundToken, now: Date): void {
  if (token.revokedAt) {
    throw new AppError(
      'invalid_token',
      `This token was revoked on ${token.revokedAt.toISOString()}. Create a new one.`,
      challenge,
    );
  }
  if (token.expiresAt && token.expiresAt <= now) {
    const when = token.expiresAt.toISOString();
    throw new AppError(
      'invalid_token',
      `This token expired on ${when}. Extend it, or create a new one.`,
      challenge,
    );
  }
}

type Refusal = { services: Services; token: FoundToken; origin: Origin; now: Date };

/** A replaced secret works until its grace period ends; after that its use is an alarm. */
async function assertGrace({ services, token, origin, now }: Refusal): Promise<void> {
  if (!token.endsAt || token.endsAt > now) return;
  const { workspace } = token;
  const target = { type: 'token', id: token.id, name: token.name };
  const draft = { action: 'token.old_secret_refused', target, details: { prefix: token.prefix } };
  await services.audit.record(workspace.id, toEntry({ draft, at: now, actor: null, origin }));
  const alarms = await services.limiter.count(`old-secret:${token.id}`, 3600);
  if (alarms.calls === 1) {
    services.background(() =>
      notifyOwners(services, workspace.id, {
        kind: 'old-secret',
        tokenName: token.name,
        prefix: token.prefix,
      }),
    );
  }
  const message = `This secret was replaced on ${token.replacedAt?.toISOString()} and ended on ${token.endsAt.toISOString()}. Use the new one.`;
  throw new AppError('invalid_token', message, challenge);
}

async function recordFirstUse(services: Services, token: FoundToken, key: string, now: Date): Promise<void> {
  await inWorkspace(services.db, token.workspace.id, (tx) =>
    markFirstUse(tx, token.workspace.id, token.id, Buffer.from(key, 'hex'), now),
  );
  services.tokens.forgetWorkspace(token.workspace.id);
}

/** Counts the call against the plan's limit, or the operator's own. Returns the RateLimit headers. */
export async function countTokenCall(services: Services, token: FoundToken): Promise<Record<string, string>> {
  const limit = services.config.callsPerMinute ?? plans[token.workspace.plan].tokenCallsPerMinute;
  if (limit === 0) return {};
  return assertWithinLimit(services.limiter, {
    key: `token:${token.id}`,
    limit,
    windowSeconds: 60,
    what: 'calls',
  });
}

/** Which scope a call exercises; the list marks scopes that are never needed. */
export function scopeOf(operation: Operation): Scope | null {
  const { access } = operation;
  return access === 'read' || access === 'write' || access === 'admin' ? access : null;
}
