import { type Kysely, sql } from 'kysely';

/**
 * New words wait in a list until they are sorted into the index, and every search reads all of that list. Four
 * megabytes of it, PostgreSQL's default, take longer than the rest of the search; measured in docs/benchmarks.md.
 */
const shortLists = `
ALTER INDEX memory_terms SET (gin_pending_list_limit = 128);
ALTER INDEX chunk_terms SET (gin_pending_list_limit = 128);
-- What waits already.
SELECT gin_clean_pending_list('memory_terms'), gin_clean_pending_list('chunk_terms');
`;

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(shortLists).execute(db);
}
