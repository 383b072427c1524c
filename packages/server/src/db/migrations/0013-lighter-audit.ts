import { type Kysely, sql } from 'kysely';

/**
 * Takes a batch as JSON Lines: what the chain is made over, and what may be erased, of which the chain has a hash. JSON
 * holds no line break. Of a batch in which a credential has ended nothing is written, and the ended ones are answered.
 * Past an entry that someone forged after the head the chain goes on; verifying it names that one.
 */
const appendAudit = `
DROP FUNCTION append_audit(uuid, text[], text[], text[], text[], text[], text[], text[], text[], uuid[], uuid[]);
CREATE FUNCTION append_audit(ws uuid, payloads text, private_parts text, credentials uuid[])
RETURNS uuid[] LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  head audit_head%ROWTYPE;
  ended uuid[];
  last_seq bigint;
  lines text[] := string_to_array(payloads, chr(10));
  private_lines text[] := string_to_array(private_parts, chr(10));
  payload text;
  hashes bytea[] := '{}';
BEGIN
  IF cardinality(lines) <> cardinality(private_lines) THEN
    RAISE EXCEPTION '% entries have % private parts', cardinality(lines), cardinality(private_lines);
  END IF;
  PERFORM set_config('app.workspace_id', ws::text, true);
  SELECT * INTO head FROM audit_head WHERE workspace_id = ws FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'workspace % has no audit chain', ws;
  END IF;
  -- As values, each is one look into an index; "NOT EXISTS" may be planned as a walk through all tokens.
  SELECT array_agg(credential) INTO ended FROM unnest(credentials) credential
  WHERE coalesce(
    (SELECT true FROM api_token WHERE workspace_id = ws AND id = credential AND revoked_at IS NULL),
    (SELECT true FROM oauth_grant WHERE workspace_id = ws AND id = credential),
    (SELECT true FROM session WHERE workspace_id = ws AND id = credential)) IS NULL;
  IF ended IS NOT NULL THEN
    RETURN ended;
  END IF;
  SELECT coalesce(max(seq), head.seq) INTO last_seq FROM audit_entry WHERE workspace_id = ws AND seq > head.seq;
  head.seq := last_seq;
  FOREACH payload IN ARRAY lines LOOP
    head.seq := head.seq + 1;
    head.hash := sha256(head.hash || convert_to(head.seq::text || ' ' || payload, 'UTF8'));
    hashes := hashes || head.hash;
  END LOOP;
  INSERT INTO audit_entry (workspace_id, seq, id, at, action, actor_type, actor_id, scope, target_type, target_id,
    request_id, result, private_hash, salt, actor_name, actor_prefix, target_name, ip, client, details, hash)
  SELECT ws, last_seq + place, (entry->>0)::uuid, (entry->>1)::timestamptz, entry->>2, entry->>3, entry->>4,
    entry->>5, entry->>6, entry->>7, entry->>8, entry->>9, entry->>10, private->>0, private->>1, private->>2,
    private->>3, private->>4, private->>5, private->>6, hash
  FROM (SELECT line::jsonb AS entry, private_line::jsonb AS private, hash, place
    FROM unnest(lines, private_lines, hashes)
      WITH ORDINALITY AS each (line, private_line, hash, place)
    -- Without a barrier the lines would be read again for each of their fields.
    OFFSET 0) batch;
  UPDATE audit_head SET seq = head.seq, hash = head.hash WHERE workspace_id = ws;
  RETURN '{}';
END $$;
`;

/** As a query of its own the workspace is read once a statement, instead of for each of its rows. */
const policy = `
ALTER POLICY own_workspace ON audit_entry
  USING (workspace_id = (SELECT nullif(current_setting('app.workspace_id', true), '')::uuid))
  WITH CHECK (workspace_id = (SELECT nullif(current_setting('app.workspace_id', true), '')::uuid));
`;

/**
 * What there may be in 16 pages, some 350 entries, instead of two indexes of where each entry is: those took a sixth of
 * what an entry costs, and half as much room as the entries (docs/benchmarks.md).
 */
const ranges = `
DROP INDEX audit_entry_actor, audit_entry_action;
CREATE INDEX audit_entry_ranges ON audit_entry USING brin (workspace_id uuid_bloom_ops,
  action text_bloom_ops (n_distinct_per_range = 64), actor_id text_bloom_ops (n_distinct_per_range = 320), at)
  WITH (pages_per_range = 16, autosummarize = on);
`;

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(ranges).execute(db);
  await sql.raw(policy).execute(db);
  await sql.raw(appendAudit).execute(db);
}
