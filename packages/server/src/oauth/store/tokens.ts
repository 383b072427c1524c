import type { Role, Scope } from '@knowmind/sdk';
import { sql } from 'kysely';
import type { Workspace } from '../../context.ts';
import { inWorkspace, withSight } from '../../db/tenant.ts';
import type { Database, Tables } from '../../db/types.ts';
import { toHash } from './hash.ts';

export type TokenKind = Tables['oauth_token']['kind'];
type Payload = Record<string, unknown>;

export type NewToken = { kind: TokenKind; secret: string; payload: Payload; expiresAt: Date };
type GrantKey = { workspaceId: string; grantId: string };

/**
 * Keeps a code or a token; false when the grant has ended meanwhile. The grant, and the client, live at least as long
 * as what they gave.
 */
export function putToken(
  db: Database,
  { workspaceId, grantId }: GrantKey,
  token: NewToken,
): Promise<boolean> {
  return inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<{ client_id: string }>`
      UPDATE oauth_grant SET expires_at = greatest(expires_at, ${token.expiresAt})
      WHERE workspace_id = ${workspaceId} AND id = ${grantId} RETURNING client_id`.execute(tx);
    const [grant] = rows;
    if (!grant) return false;
    await sql`UPDATE oauth_client SET used_until = greatest(used_until, ${token.expiresAt})
      WHERE id = ${grant.client_id}`.execute(tx);
    await tx
      .insertInto('oauth_token')
      .values({
        workspace_id: workspaceId,
        hash: toHash(token.secret),
        kind: token.kind,
        grant_id: grantId,
        payload: JSON.stringify(token.payload),
        expires_at: token.expiresAt,
      })
      .execute();
    return true;
  });
}

export type FoundSecret = { payload: Payload; consumedAt: Date | null; workspaceId: string; grantId: string };

export async function findSecret(
  db: Database,
  kind: TokenKind,
  secret: string,
  now: Date,
): Promise<FoundSecret | undefined> {
  const secretHash = toHash(secret);
  const row = await withSight(db, { secretHash }, (tx) =>
    tx
      .selectFrom('oauth_token')
      .select(['payload', 'consumed_at', 'workspace_id', 'grant_id'])
      .where('hash', '=', secretHash)
      .where('kind', '=', kind)
      .where('expires_at', '>', now)
      .executeTakeFirst(),
  );
  if (!row) return undefined;
  const { payload, consumed_at: consumedAt, workspace_id: workspaceId, grant_id: grantId } = row;
  return { payload, consumedAt, workspaceId, grantId };
}

/** Marks a code or a refresh token as used; false when it was before. */
export async function consumeSecret(db: Database, workspaceId: string, secret: string, at: Date) {
  const { numUpdatedRows } = await inWorkspace(db, workspaceId, (tx) =>
    tx
      .updateTable('oauth_token')
      .set({ consumed_at: at })
      .where('workspace_id', '=', workspaceId)
      .where('hash', '=', toHash(secret))
      .where('consumed_at', 'is', null)
      .executeTakeFirst(),
  );
  return numUpdatedRows > 0n;
}

export async function deleteSecret(db: Database, workspaceId: string, secret: string): Promise<void> {
  await inWorkspace(db, workspaceId, (tx) =>
    tx
      .deleteFrom('oauth_token')
      .where('workspace_id', '=', workspaceId)
      .where('hash', '=', toHash(secret))
      .execute(),
  );
}

/** What an access token stands for. */
export type FoundGrant = {
  id: string;
  clientName: string;
  personId: string;
  email: string;
  role: Role;
  scopes: Scope[];
  /** What this token was given of the grant's scopes. */
  given: string;
  audience: string;
  /** When this token ends. */
  expiresAt: Date;
  /** When the grant ends, unless it is used before. */
  endsAt: Date;
  workspace: Workspace;
};

export function hashAccessToken(secret: string): string {
  return toHash(secret).toString('hex');
}

export async function findByAccessToken(db: Database, secret: string): Promise<FoundGrant | undefined> {
  const { rows } = await sql<{
    found: (Omit<FoundGrant, 'expiresAt' | 'endsAt'> & { expiresAt: string; endsAt: string }) | null;
  }>`SELECT find_oauth_token(${toHash(secret)}) AS found`.execute(db);
  const found = rows[0]?.found;
  if (!found) return undefined;
  return { ...found, expiresAt: new Date(found.expiresAt), endsAt: new Date(found.endsAt) };
}
