import type { Output, Scope } from '@knowmind/sdk';
import { type Selectable, sql } from 'kysely';
import type { Workspace } from '../context.ts';
import type { Database, Tables, Tx } from '../db/types.ts';

export type TokenRow = Selectable<Tables['api_token']>;

/** A token found by one of its secrets. */
export type FoundToken = {
  id: string;
  name: string;
  /** Prefix of the secret that was presented. */
  prefix: string;
  scopes: Scope[];
  networks: string[];
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** When a rotation replaced this secret. */
  replacedAt: Date | null;
  /** When this replaced secret stops working; null until the new one's first use. */
  endsAt: Date | null;
  firstUsedAt: Date | null;
  workspace: Workspace;
};

type FoundJson = {
  [K in keyof FoundToken]: FoundToken[K] extends Date | null ? string | null : FoundToken[K];
};

export async function findTokenByHash(db: Database, hash: Buffer): Promise<FoundToken | undefined> {
  const { rows } = await sql<{ token: FoundJson | null }>`SELECT find_token(${hash}) AS token`.execute(db);
  const token = rows[0]?.token;
  if (!token) return undefined;
  const date = (text: string | null) => (text === null ? null : new Date(text));
  return {
    ...token,
    expiresAt: date(token.expiresAt),
    revokedAt: date(token.revokedAt),
    replacedAt: date(token.replacedAt),
    endsAt: date(token.endsAt),
    firstUsedAt: date(token.firstUsedAt),
  };
}

/** The new secret's first use starts the grace period of those it replaced. */
export async function markFirstUse(
  tx: Tx,
  workspaceId: string,
  tokenId: string,
  hash: Buffer,
  at: Date,
): Promise<boolean> {
  const first = await tx
    .updateTable('token_secret')
    .set({ first_used_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('hash', '=', hash)
    .where('first_used_at', 'is', null)
    .executeTakeFirst();
  if (first.numUpdatedRows === 0n) return false;
  await tx
    .updateTable('token_secret')
    .set({ ends_at: sql`${at}::timestamptz + grace` })
    .where('workspace_id', '=', workspaceId)
    .where('token_id', '=', tokenId)
    .where('replaced_at', 'is not', null)
    .where('ends_at', 'is', null)
    .execute();
  return true;
}

export type TokenState = Output<'getToken'>['state'];
/** A token counts as expiring in its last seven days. */
export const expiringMs = 7 * 86_400_000;

type TokenPage = {
  before?: [string, string];
  limit: number;
  /** Only tokens that are in this state at `now`. */
  state?: TokenState | undefined;
  now: Date;
};

export function selectTokens(tx: Tx, workspaceId: string, page: TokenPage) {
  let query = tx.selectFrom('api_token').selectAll().where('workspace_id', '=', workspaceId);
  if (page.state) query = query.where(inState(page.state, page.now));
  const { before } = page;
  if (before)
    query = query.where(sql<boolean>`(created_at, id) < (${before[0]}::timestamptz, ${before[1]}::uuid)`);
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute();
}

/** The same states as `stateOf`. */
function inState(state: TokenState, now: Date) {
  const soon = new Date(now.getTime() + expiringMs);
  return {
    revoked: sql<boolean>`revoked_at IS NOT NULL`,
    expired: sql<boolean>`revoked_at IS NULL AND expires_at <= ${now}`,
    expiring: sql<boolean>`revoked_at IS NULL AND expires_at > ${now} AND expires_at <= ${soon}`,
    active: sql<boolean>`revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${soon})`,
  }[state];
}

export function findToken(
  tx: Tx,
  workspaceId: string,
  id: string,
  lock = false,
): Promise<TokenRow | undefined> {
  const query = tx
    .selectFrom('api_token')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id);
  return (lock ? query.forUpdate() : query).executeTakeFirst();
}

export async function countActive(tx: Tx, workspaceId: string, now: Date): Promise<number> {
  const row = await tx
    .selectFrom('api_token')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Revokes the token; false when it was revoked before. */
export async function revoke(tx: Tx, workspaceId: string, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('api_token')
    .set({ revoked_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Ends a replaced secret before its time; false when it had ended. */
export async function endSecret(tx: Tx, workspaceId: string, hash: Buffer, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('token_secret')
    .set({ ends_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('hash', '=', hash)
    .where((eb) => eb.or([eb('ends_at', 'is', null), eb('ends_at', '>', at)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export type NewSecret = { hash: Buffer; prefix: string; createdAt: Date };

export function insertSecret(
  tx: Tx,
  workspaceId: string,
  tokenId: string,
  { hash, prefix, createdAt }: NewSecret,
) {
  return tx
    .insertInto('token_secret')
    .values({ workspace_id: workspaceId, hash, token_id: tokenId, prefix, created_at: createdAt })
    .execute();
}

/** Replaces the current secret, used or not; its grace period begins with the first use of what replaces it. */
export async function replaceSecrets(
  tx: Tx,
  workspaceId: string,
  tokenId: string,
  at: Date,
  graceSeconds: number,
) {
  await tx
    .updateTable('token_secret')
    .set({ replaced_at: at, grace: `${graceSeconds} seconds` })
    .where('workspace_id', '=', workspaceId)
    .where('token_id', '=', tokenId)
    .where('replaced_at', 'is', null)
    .execute();
}

export async function previousSecretEnd(tx: Tx, workspaceId: string, tokenIds: string[]) {
  if (tokenIds.length === 0) return new Map<string, Date | null>();
  const rows = await tx
    .selectFrom('token_secret')
    .select(['token_id', sql<Date | null>`max(ends_at)`.as('ends_at')])
    .where('workspace_id', '=', workspaceId)
    .where('token_id', 'in', tokenIds)
    .where('replaced_at', 'is not', null)
    .groupBy('token_id')
    .execute();
  return new Map(rows.map((row) => [row.token_id, row.ends_at]));
}

export type Use = {
  workspaceId: string;
  tokenId: string;
  at: Date;
  ip: string | null;
  client: string | null;
  scopes: Map<string, Date>;
};

export async function stampUse(tx: Tx, use: Use): Promise<void> {
  const scopes = JSON.stringify(
    Object.fromEntries([...use.scopes].map(([scope, at]) => [scope, at.toISOString()])),
  );
  await sql`UPDATE api_token SET last_used_at = greatest(last_used_at, ${use.at}), last_used_ip = ${use.ip},
    last_used_client = ${use.client}, scope_used_at = scope_used_at || ${scopes}::jsonb
    WHERE workspace_id = ${use.workspaceId} AND id = ${use.tokenId}`.execute(tx);
}

/** Takes the workspace's row: "at most N active tokens" is counted by one writer at a time. */
export function lockWorkspace(tx: Tx, workspaceId: string) {
  return tx
    .selectFrom('workspace')
    .select('active_token_limit')
    .where('id', '=', workspaceId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}
