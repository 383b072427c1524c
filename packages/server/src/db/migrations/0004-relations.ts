import { type Kysely, sql } from 'kysely';

/** Edges between what a workspace knows. A superseded memory points to the one that replaced it, and back. */
const statements = `
CREATE TABLE relation (
  workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
  id uuid NOT NULL,
  from_id uuid NOT NULL,
  predicate text NOT NULL,
  to_id uuid NOT NULL,
  reason text,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, from_id, predicate, to_id)
);
CREATE INDEX relation_to ON relation (workspace_id, to_id);
CREATE INDEX audit_entry_target ON audit_entry (workspace_id, target_id, seq) WHERE target_name IS NOT NULL;
ALTER TABLE relation ENABLE ROW LEVEL SECURITY;
ALTER TABLE relation FORCE ROW LEVEL SECURITY;
CREATE POLICY own_workspace ON relation
  USING (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid)
  WITH CHECK (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);
`;

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(statements).execute(db);
}
