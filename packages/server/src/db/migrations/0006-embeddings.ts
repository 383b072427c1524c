import { type Kysely, sql } from 'kysely';

/**
 * Vectors, where the extension is there in a version that scans its indexes iteratively. Runs again at each
 * start until it made the table, so that a server that gains the extension later gets it.
 */
const table = `
CREATE TABLE embedding (
  workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
  item_id uuid NOT NULL,
  model text NOT NULL,
  dimensions int NOT NULL CHECK (dimensions = vector_dims(vector)),
  vector vector NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, item_id)
);
ALTER TABLE embedding ENABLE ROW LEVEL SECURITY;
ALTER TABLE embedding FORCE ROW LEVEL SECURITY;
CREATE POLICY own_workspace ON embedding
  USING (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid)
  WITH CHECK (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);

CREATE FUNCTION forget_embedding() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  DELETE FROM embedding WHERE workspace_id = OLD.workspace_id AND item_id = OLD.id;
  RETURN NULL;
END $body$;
CREATE TRIGGER forget_embedding AFTER DELETE ON memory FOR EACH ROW EXECUTE FUNCTION forget_embedding();

CREATE FUNCTION embedding_index(of_workspace uuid, of_model text, of_dimensions int) RETURNS text
LANGUAGE sql IMMUTABLE AS $body$
  SELECT 'embedding_hnsw_' || replace(of_workspace::text, '-', '') || '_' || left(md5(of_model || ' ' || of_dimensions), 8)
$body$;

-- One index for each large workspace: a search never walks through another one's vectors. The application's
-- role owns no table, so the owner makes it. pgvector indexes 2,000 numbers, or 4,000 of half precision.
CREATE FUNCTION index_embeddings(of_workspace uuid, of_model text, of_dimensions int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET maintenance_work_mem = '256MB' AS $body$
DECLARE
  wanted text := embedding_index(of_workspace, of_model, of_dimensions);
  kind text := CASE WHEN of_dimensions <= 2000 THEN 'vector' ELSE 'halfvec' END;
  stale text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext(wanted));
  FOR stale IN SELECT relname FROM pg_class WHERE relkind = 'i' AND relnamespace = 'public'::regnamespace
    AND starts_with(relname, 'embedding_hnsw_' || replace(of_workspace::text, '-', '')) AND relname <> wanted
  LOOP EXECUTE format('DROP INDEX %I', stale); END LOOP;
  IF to_regclass(wanted) IS NOT NULL OR of_dimensions > 4000 THEN RETURN; END IF;
  EXECUTE format('CREATE INDEX %I ON embedding USING hnsw ((vector::%s(%s)) %s_cosine_ops)
    WHERE workspace_id = %L AND model = %L AND dimensions = %s',
    wanted, kind, of_dimensions, kind, of_workspace, of_model, of_dimensions);
END $body$;
REVOKE EXECUTE ON FUNCTION index_embeddings(uuid, text, int) FROM PUBLIC;
`;

const extension = `
DO $body$ BEGIN
  CREATE EXTENSION IF NOT EXISTS vector;
EXCEPTION WHEN feature_not_supported OR undefined_file OR insufficient_privilege THEN NULL;
END $body$;`;

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(extension).execute(db);
  const { rows } = await sql<{ usable: boolean; made: boolean }>`
    SELECT to_regclass('embedding') IS NOT NULL AS made, EXISTS (SELECT FROM pg_extension
      WHERE extname = 'vector' AND string_to_array(extversion, '.')::int[] >= '{0,8}') AS usable`.execute(db);
  if (rows[0]?.usable && !rows[0].made) await sql.raw(table).execute(db);
}
