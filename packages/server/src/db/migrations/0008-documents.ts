import { type Kysely, sql } from 'kysely';

/**
 * Documents and the chunks they are cut into. `searchable` is everything that recall looks through: whoever
 * reads it sees what the tables' policies show, and each branch has an index of its own. The index over a
 * document's chunks begins with the document, so that no plan without statistics takes it for a look by id.
 */
const statements = `
CREATE TABLE document (
  workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
  id uuid NOT NULL,
  title text NOT NULL,
  content text NOT NULL,
  content_hash bytea NOT NULL,
  media_type text NOT NULL,
  source text,
  bytes integer NOT NULL,
  chunks integer NOT NULL,
  valid_from timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX document_title ON document (workspace_id, title);
CREATE INDEX document_newest ON document (workspace_id, updated_at DESC, id DESC);
CREATE TABLE chunk (
  workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
  id uuid NOT NULL,
  document_id uuid NOT NULL,
  position integer NOT NULL,
  heading_path text[] NOT NULL,
  content text NOT NULL,
  overlap integer NOT NULL,
  source text,
  valid_from timestamptz(3) NOT NULL,
  terms tsvector NOT NULL,
  length integer NOT NULL,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, document_id) REFERENCES document (workspace_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX chunk_position ON chunk (document_id, position, workspace_id);
CREATE INDEX chunk_terms ON chunk USING gin (workspace_id, terms);
DROP VIEW IF EXISTS searchable;
CREATE VIEW searchable WITH (security_invoker = true) AS
  SELECT workspace_id, id, source AS series, memory_type, tags, source, domain, valid_from, valid_to, terms, length
  FROM memory
  UNION ALL
  SELECT workspace_id, id, document_id::text, 'reference', '{}'::text[], source, NULL::text, valid_from, NULL::timestamptz(3),
    terms, length
  FROM chunk;
`;

function policies(table: string): string {
  const own = `workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid`;
  return `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY own_workspace ON ${table} USING (${own}) WITH CHECK (${own});`;
}

/** A chunk's vector goes with it. Runs at each start: vectors may have come to the database after documents. */
const forgetVectors = `
DO $body$ BEGIN
  IF to_regclass('embedding') IS NOT NULL
    AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'chunk'::regclass AND tgname = 'forget_embedding') THEN
    CREATE TRIGGER forget_embedding AFTER DELETE ON chunk FOR EACH ROW EXECUTE FUNCTION forget_embedding();
  END IF;
END $body$;`;

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [statements, policies('document'), policies('chunk')])
    await sql.raw(statement).execute(db);
}

export async function attachVectors(db: Kysely<never>): Promise<void> {
  await sql.raw(forgetVectors).execute(db);
}
