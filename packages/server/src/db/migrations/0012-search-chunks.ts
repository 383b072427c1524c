import { type Kysely, sql } from 'kysely';

/** What can be searched says whether it is a chunk: as a constant, by which the planner leaves the other table out. */
const view = `
CREATE OR REPLACE VIEW searchable WITH (security_invoker = true) AS
  SELECT workspace_id, id, source AS series, memory_type, tags, source, domain, valid_from, valid_to, terms, length,
    NULL::uuid AS document_id, false AS chunk
  FROM memory
  UNION ALL
  SELECT workspace_id, id, document_id::text, 'reference', '{}'::text[], source, NULL::text, valid_from, NULL::timestamptz(3),
    terms, length, document_id, true
  FROM chunk;
`;

/**
 * What plans go by, but the words: to sample those takes seconds, and to estimate them needs none. Until a server
 * does it by itself, which may take minutes, searches read all chunks of a workspace.
 */
const analyze = `
CREATE FUNCTION analyze_chunks() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN ANALYZE chunk (workspace_id, id, document_id, position, source, valid_from); END $$;
REVOKE EXECUTE ON FUNCTION analyze_chunks() FROM PUBLIC;
`;

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(view).execute(db);
  await sql.raw(analyze).execute(db);
}
