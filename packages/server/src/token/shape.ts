import type { Output, Scope } from '@knowmind/sdk';
import { expiringMs, type TokenRow } from './queries.ts';

const day = 86_400_000;
export type TokenShape = Output<'getToken'>;

export function stateOf(token: Pick<TokenRow, 'revoked_at' | 'expires_at'>, now: Date): TokenShape['state'] {
  if (token.revoked_at) return 'revoked';
  if (!token.expires_at) return 'active';
  const left = token.expires_at.getTime() - now.getTime();
  if (left <= 0) return 'expired';
  return left <= expiringMs ? 'expiring' : 'active';
}

export function toToken(row: TokenRow, now: Date, previousSecretEndsAt: Date | null = null): TokenShape {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    networks: row.networks,
    state: stateOf(row, now),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    expiresAt: row.expires_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    rotatedAt: row.rotated_at?.toISOString() ?? null,
    previousSecretEndsAt: previousSecretEndsAt?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    lastUsedFrom: row.last_used_at ? { ip: row.last_used_ip, client: row.last_used_client } : null,
    unusedScopes: unusedScopes(row, now),
  };
}

/** Scopes no call needed for 30 days; a younger token has had no time to need them. */
function unusedScopes(row: TokenRow, now: Date): Scope[] {
  const since = now.getTime() - 30 * day;
  if (row.created_at.getTime() > since) return [];
  return row.scopes.filter((scope) => {
    const usedAt = row.scope_used_at[scope];
    return !usedAt || Date.parse(usedAt) < since;
  });
}
