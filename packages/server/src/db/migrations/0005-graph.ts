import { type Kysely, sql } from 'kysely';

/**
 * Entities and their names: a name, folded, is one entity of a class. Edges get a confidence, and a mark
 * when they follow from others. Collation C lets an index find what a name begins with.
 */
const statements = `
CREATE TABLE entity (
  workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL,
  entity_class text NOT NULL,
  description text,
  implied boolean NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE TABLE entity_name (
  workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
  folded text COLLATE "C" NOT NULL,
  entity_class text NOT NULL,
  entity_id uuid NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (workspace_id, folded, entity_class),
  FOREIGN KEY (workspace_id, entity_id) REFERENCES entity (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX entity_name_entity ON entity_name (workspace_id, entity_id);
ALTER TABLE relation
  ADD COLUMN confidence double precision NOT NULL DEFAULT 1 CHECK (confidence > 0 AND confidence <= 1),
  ADD COLUMN derived boolean NOT NULL DEFAULT false;
DROP INDEX relation_to;
CREATE INDEX relation_to ON relation (workspace_id, to_id, predicate);
CREATE INDEX relation_derived ON relation (workspace_id, to_id, created_at, id) WHERE derived;
CREATE INDEX relation_from ON relation (workspace_id, from_id, created_at, id);
CREATE INDEX relation_created ON relation (workspace_id, created_at, id);
ALTER TABLE entity ENABLE ROW LEVEL SECURITY;
ALTER TABLE entity FORCE ROW LEVEL SECURITY;
CREATE POLICY own_workspace ON entity
  USING (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid)
  WITH CHECK (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);
ALTER TABLE entity_name ENABLE ROW LEVEL SECURITY;
ALTER TABLE entity_name FORCE ROW LEVEL SECURITY;
CREATE POLICY own_workspace ON entity_name
  USING (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid)
  WITH CHECK (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);
`;

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(statements).execute(db);
}
