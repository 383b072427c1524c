import { hash, randomBytes } from 'node:crypto';
import { type Scope, scopes } from '@knowmind/sdk';
import { type Selectable, sql } from 'kysely';
import type { Workspace } from '../context.ts';
import { inWorkspace, withSight } from '../db/tenant.ts';
import type { Database, Tables, Tx } from '../db/types.ts';

export type GrantRow = Selectable<Tables['oauth_grant']>;
export type ClientRow = Selectable<Tables['oauth_client']>;
export type TokenKind = Tables['oauth_token']['kind'];
type Payload = Record<string, unknown>;

/** Codes, tokens and the ids of running authorizations are kept as hashes: who reads the database holds none. */
function toHash(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** A transaction in one workspace, for those in this folder who may not see the database. */
export const within: typeof inWorkspace = inWorkspace;

/** A secret of this server, made once; of two processes that make it at once both get the same. */
export async function getServerSecret(db: Database, name: string): Promise<Buffer> {
  await db
    .insertInto('server_secret')
    .values({ name, value: randomBytes(32) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await db
    .selectFrom('server_secret')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.value;
}

export function findClient(
  db: Database,
  id: string,
  kind: ClientRow['kind'],
): Promise<ClientRow | undefined> {
  return db
    .selectFrom('oauth_client')
    .selectAll()
    .where('id', '=', id)
    .where('kind', '=', kind)
    .executeTakeFirst();
}

export type NewClient = { id: string; kind: ClientRow['kind']; metadata: Payload; at: Date };
const mostUnused = 2000;

/** Keeps a client; of those that no grant has used only the newest stay, so that nobody fills the table. */
export async function saveClient(db: Database, { id, kind, metadata, at }: NewClient): Promise<void> {
  const text = JSON.stringify(metadata);
  await db
    .insertInto('oauth_client')
    .values({ id, kind, metadata: text, created_at: at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ metadata: text }))
    .execute();
  await sql`DELETE FROM oauth_client WHERE id IN (SELECT id FROM oauth_client WHERE used_until IS NULL
    ORDER BY created_at DESC, id OFFSET ${mostUnused})`.execute(db);
}

/** Removes what ended: never a client that holds a living grant. */
export async function deleteEnded(db: Database, at: Date, unusedSince: Date): Promise<void> {
  await db
    .deleteFrom('oauth_client')
    .where((eb) =>
      eb.or([
        eb('used_until', '<', at),
        eb.and([eb('used_until', 'is', null), eb('created_at', '<', unusedSince)]),
      ]),
    )
    .execute();
  await db.deleteFrom('oauth_pending').where('expires_at', '<', at).execute();
  for (const { id } of await db.selectFrom('workspace').select('id').execute()) {
    await inWorkspace(db, id, async (tx) => {
      await tx
        .deleteFrom('oauth_token')
        .where('workspace_id', '=', id)
        .where('expires_at', '<', at)
        .execute();
      await tx
        .deleteFrom('oauth_grant')
        .where('workspace_id', '=', id)
        .where('expires_at', '<', at)
        .execute();
    });
  }
}

export async function putPending(db: Database, id: string, payload: Payload, expiresAt: Date) {
  const values = { payload: JSON.stringify(payload), expires_at: expiresAt };
  await db
    .insertInto('oauth_pending')
    .values({ hash: toHash(id), ...values })
    .onConflict((conflict) => conflict.column('hash').doUpdateSet(values))
    .execute();
}

export async function findPending(db: Database, id: string, now: Date): Promise<Payload | undefined> {
  const row = await db
    .selectFrom('oauth_pending')
    .select('payload')
    .where('hash', '=', toHash(id))
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row?.payload;
}

/** Takes a running authorization away; of two who decide it at once one gets it. */
export async function takePending(db: Database, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('oauth_pending')
    .where('hash', '=', toHash(id))
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** An authorization that a person has not decided. */
export type PendingRequest = {
  payload: Payload;
  clientId: string;
  redirectUri: string;
  resources: string[];
  scopes: Scope[];
  expiresAt: Date;
};

/** Reads a running authorization as the library keeps it; undefined once it was decided. */
export async function findRequest(db: Database, uid: string, now: Date): Promise<PendingRequest | undefined> {
  const row = await db
    .selectFrom('oauth_pending')
    .select(['payload', 'expires_at'])
    .where('hash', '=', toHash(`Interaction ${uid}`))
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (!row || row.payload.result) return undefined;
  const { scope, resource, client_id, redirect_uri } = row.payload.params as Record<string, string>;
  const asked = (scope ?? '').split(' ');
  return {
    payload: row.payload,
    clientId: client_id ?? '',
    redirectUri: redirect_uri ?? '',
    resources: [resource ?? []].flat(),
    scopes: scopes.filter((each) => asked.includes(each)),
    expiresAt: row.expires_at,
  };
}

/** Keeps what a person decided; false where someone was faster. */
export async function putRequest(db: Database, uid: string, payload: Payload): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('oauth_pending')
    .set({ payload: JSON.stringify(payload) })
    .where('hash', '=', toHash(`Interaction ${uid}`))
    .where(sql<boolean>`NOT payload ? 'result'`)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export function insertGrant(tx: Tx, row: Omit<GrantRow, 'last_used_at' | 'calls'>) {
  return tx.insertInto('oauth_grant').values(row).execute();
}

export function findGrant(tx: Tx, workspaceId: string, id: string): Promise<GrantRow | undefined> {
  return tx
    .selectFrom('oauth_grant')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Ends a grant with its tokens; undefined when it had ended. */
export function deleteGrant(
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<{ client_name: string } | undefined> {
  return tx
    .deleteFrom('oauth_grant')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returning('client_name')
    .executeTakeFirst();
}

type GrantPage = { limit: number; now: Date; personId?: string; before?: [string, string] };

export function selectGrants(tx: Tx, workspaceId: string, { limit, now, personId, before }: GrantPage) {
  let query = tx
    .selectFrom('oauth_grant')
    .innerJoin('person', 'person.id', 'oauth_grant.person_id')
    .selectAll('oauth_grant')
    .select('person.email')
    .where('workspace_id', '=', workspaceId)
    .where('expires_at', '>', now);
  if (personId) query = query.where('person_id', '=', personId);
  if (before) {
    query = query.where(
      sql<boolean>`(oauth_grant.created_at, oauth_grant.id) < (${before[0]}::timestamptz, ${before[1]}::uuid)`,
    );
  }
  return query
    .orderBy('oauth_grant.created_at', 'desc')
    .orderBy('oauth_grant.id', 'desc')
    .limit(limit)
    .execute();
}

export async function stampGrantUse(
  tx: Tx,
  workspaceId: string,
  id: string,
  use: { at: Date; calls: number },
) {
  await sql`UPDATE oauth_grant SET last_used_at = greatest(last_used_at, ${use.at}), calls = calls + ${use.calls}
    WHERE workspace_id = ${workspaceId} AND id = ${id}`.execute(tx);
}

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
  role: 'owner' | 'admin' | 'member' | 'viewer';
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
