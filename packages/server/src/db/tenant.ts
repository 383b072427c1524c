import { sql } from 'kysely';
import type { Database, Tx } from './types.ts';

/** What a transaction may see: one workspace, or the rows that name a secret or a person. */
export type Sight = { workspaceId?: string; personId?: string; secretHash?: Buffer };

/** Runs `work` in a transaction in which row-level security shows one workspace only. */
export function inWorkspace<T>(db: Database, workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return withSight(db, { workspaceId }, work);
}

/** Runs `work` in a transaction with the given sight. */
export function withSight<T>(db: Database, sight: Sight, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await setSight(tx, sight);
    return work(tx);
  });
}

/** Like `inWorkspace`, but all its queries see the database as it was at the first of them. */
export function inSnapshot<T>(db: Database, workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      await setSight(tx, { workspaceId });
      return work(tx);
    });
}

/** Changes what the running transaction sees; used where a workspace is made or found within it. */
export async function setSight(tx: Tx, sight: Sight): Promise<void> {
  await sql`SELECT set_config('app.workspace_id', ${sight.workspaceId ?? ''}, true),
    set_config('app.person_id', ${sight.personId ?? ''}, true),
    set_config('app.secret_hash', ${sight.secretHash?.toString('hex') ?? ''}, true)`.execute(tx);
}
