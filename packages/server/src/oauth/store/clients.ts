import { randomBytes } from 'node:crypto';
import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import { inWorkspace } from '../../db/tenant.ts';
import type { Database, Tables } from '../../db/types.ts';

export type ClientRow = Selectable<Tables['oauth_client']>;

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

export async function findClient(
  db: Database,
  id: string,
  kind: ClientRow['kind'],
): Promise<ClientRow | undefined> {
  // A client may call itself anything, and the database refuses to compare this.
  if (id.includes('\0')) return undefined;
  return db
    .selectFrom('oauth_client')
    .selectAll()
    .where('id', '=', id)
    .where('kind', '=', kind)
    .executeTakeFirst();
}

export type NewClient = { id: string; kind: ClientRow['kind']; metadata: Record<string, unknown>; at: Date };
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
        .where((eb) => eb.or([eb('expires_at', '<', at), isOver(eb, anHourBefore(at))]))
        .execute();
    });
  }
}

function anHourBefore(at: Date): Date {
  return new Date(at.getTime() - 3_600_000);
}

/** A grant without a token, of which no code can still bring one. */
function isOver(eb: ExpressionBuilder<Tables, 'oauth_grant'>, since: Date) {
  const token = eb
    .selectFrom('oauth_token')
    .select('oauth_token.hash')
    .whereRef('oauth_token.workspace_id', '=', 'oauth_grant.workspace_id')
    .whereRef('oauth_token.grant_id', '=', 'oauth_grant.id');
  return eb.and([eb('created_at', '<', since), eb.not(eb.exists(token))]);
}
