import { type Migration, Migrator, sql } from 'kysely';
import { StartError } from '../errors.ts';
import * as foundation from './migrations/0001-foundation.ts';
import * as auditBatches from './migrations/0002-audit-batches.ts';
import * as neighbours from './migrations/0003-neighbours.ts';
import * as relations from './migrations/0004-relations.ts';
import * as graph from './migrations/0005-graph.ts';
import * as embeddings from './migrations/0006-embeddings.ts';
import * as auditArrays from './migrations/0007-audit-arrays.ts';
import * as documents from './migrations/0008-documents.ts';
import * as searchDocuments from './migrations/0009-search-documents.ts';
import * as oauth from './migrations/0010-oauth.ts';
import * as newWords from './migrations/0011-new-words.ts';
import * as searchChunks from './migrations/0012-search-chunks.ts';
import * as lighterAudit from './migrations/0013-lighter-audit.ts';
import * as auditTimes from './migrations/0014-audit-times.ts';
import type { Database } from './types.ts';

/** Forward only: an entry is never changed once released. */
const migrations: Record<string, Migration> = {
  '0001-foundation': foundation,
  '0002-audit-batches': auditBatches,
  '0003-neighbours': neighbours,
  '0004-relations': relations,
  '0005-graph': graph,
  '0006-embeddings': embeddings,
  '0007-audit-arrays': auditArrays,
  '0008-documents': documents,
  '0009-search-documents': searchDocuments,
  '0010-oauth': oauth,
  '0011-new-words': newWords,
  '0012-search-chunks': searchChunks,
  '0013-lighter-audit': lighterAudit,
  '0014-audit-times': auditTimes,
};

/**
 * Brings the database up to this program's version, under the migrator's lock.
 * Throws `StartError` when the database was made by a newer program.
 */
export async function migrate(db: Database, role: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error instanceof Error && /missing/.test(error.message)) {
    throw new StartError(
      'The database was made by a newer knowmind. Start that version, or use another database.',
    );
  }
  if (error) throw error;
  await prepareAlone(db, role);
}

/** Whether vectors can be kept: their table is made where the extension is. */
export async function hasVectors(db: Database): Promise<boolean> {
  const { rows } = await sql<{ made: boolean }>`SELECT to_regclass('embedding') IS NOT NULL AS made`.execute(
    db,
  );
  return rows[0]?.made ?? false;
}

/**
 * Row-level security keeps a comparison away from the index unless it is known to give nothing away about rows that
 * it is not to see; the one of words is not marked so, and without the index a search reads every row of its
 * workspace. Only a superuser may mark it: elsewhere an operator does (docs/operations.md).
 */
async function letSearchUseIndexes(tx: Database): Promise<void> {
  await sql
    .raw(
      `DO $$ BEGIN
         IF EXISTS (SELECT FROM pg_proc WHERE oid = 'pg_catalog.ts_match_vq(tsvector, tsquery)'::regprocedure AND NOT proleakproof)
         THEN ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF; END IF;
       EXCEPTION WHEN insufficient_privilege THEN NULL; END $$`,
    )
    .execute(tx);
}

/** Processes that start together would grant at once, and PostgreSQL refuses concurrent catalogue updates. */
async function prepareAlone(db: Database, role: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtext('knowmind grants'))`.execute(tx);
    await embeddings.up(tx as never);
    await documents.attachVectors(tx as never);
    await letSearchUseIndexes(tx);
    await sql
      .raw(
        `DO $$ BEGIN CREATE ROLE ${role} NOLOGIN NOSUPERUSER NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
         GRANT ${role} TO CURRENT_USER;
         GRANT USAGE ON SCHEMA public TO ${role};
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
         GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO ${role};
         DO $$ BEGIN IF current_setting('server_version_num')::int >= 170000 THEN
           EXECUTE 'GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO ${role}'; END IF; END $$;`,
      )
      .execute(tx);
  });
}
