import { type Kysely, sql } from 'kysely';

/** What can be searched says which document it belongs to: of a long one only the best chunks are looked at. */
const view = `
CREATE OR REPLACE VIEW searchable WITH (security_invoker = true) AS
  SELECT workspace_id, id, source AS series, memory_type, tags, source, domain, valid_from, valid_to, terms, length,
    NULL::uuid AS document_id
  FROM memory
  UNION ALL
  SELECT workspace_id, id, document_id::text, 'reference', '{}'::text[], source, NULL::text, valid_from, NULL::timestamptz(3),
    terms, length, document_id
  FROM chunk;
`;

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(view).execute(db);
}
