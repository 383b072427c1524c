import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import { inWorkspace } from '../../db/tenant.ts';
import type { Tables, Tx } from '../../db/types.ts';

export type GrantRow = Selectable<Tables['oauth_grant']>;

/** A transaction in one workspace, for those in this folder who may not see the database. */
export const within: typeof inWorkspace = inWorkspace;

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
