import { type Kysely, sql } from 'kysely';

/**
 * Beside its lines a batch has its times, in milliseconds, which are read faster than out of their text; and statements are
 * not planned for every batch, as the look for ended credentials was (docs/benchmarks.md). All look up primary keys.
 */
const appendAudit = `
DROP FUNCTION append_audit(uuid, text, text, uuid[]);
CREATE FUNCTION append_audit(ws uuid, payloads text, private_parts text, times bigint[], credentials uuid[])
RETURNS uuid[] LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  ended uuid[];
  before bigint;
  last bigint;
  link bytea;
  lines text[] := string_to_array(payloads, chr(10));
  private_lines text[] := string_to_array(private_parts, chr(10));
  payload text;
  hashes bytea[] := '{}';
BEGIN
  IF cardinality(lines) IS DISTINCT FROM cardinality(private_lines)
    OR cardinality(lines) IS DISTINCT FROM cardinality(times) THEN
    RAISE EXCEPTION '% entries have % private parts and % times',
      cardinality(lines), cardinality(private_lines), cardinality(times);
  END IF;
  PERFORM set_config('app.workspace_id', ws::text, true);
  SELECT seq, hash INTO before, link FROM audit_head WHERE workspace_id = ws FOR UPDATE;
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
  SELECT coalesce(max(seq), before) INTO before FROM audit_entry WHERE workspace_id = ws AND seq > before;
  last := before;
  FOREACH payload IN ARRAY lines LOOP
    last := last + 1;
    link := sha256(link || convert_to(last::text || ' ' || payload, 'UTF8'));
    hashes := hashes || link;
  END LOOP;
  INSERT INTO audit_entry (workspace_id, seq, id, at, action, actor_type, actor_id, scope, target_type, target_id,
    request_id, result, private_hash, salt, actor_name, actor_prefix, target_name, ip, client, details, hash)
  SELECT ws, before + place, (entry->>0)::uuid, to_timestamp(ms / 1000::float8), entry->>2, entry->>3, entry->>4,
    entry->>5, entry->>6, entry->>7, entry->>8, entry->>9, entry->>10, private->>0, private->>1, private->>2,
    private->>3, private->>4, private->>5, private->>6, hash
  FROM (SELECT line::jsonb AS entry, private_line::jsonb AS private, ms, hash, place
    FROM unnest(lines, private_lines, times, hashes)
      WITH ORDINALITY AS each (line, private_line, ms, hash, place)
    -- Without a barrier the lines would be read again for each of their fields.
    OFFSET 0) batch;
  UPDATE audit_head SET seq = last, hash = link WHERE workspace_id = ws;
  RETURN '{}';
END $$;
`;

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(appendAudit).execute(db);
}
