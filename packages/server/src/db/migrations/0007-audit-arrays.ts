import { type Kysely, sql } from 'kysely';

/**
 * Takes a batch as one array a column: read in a third of the time that an object an entry takes. A batch in
 * which a credential has ended is not written; the positions are answered, and the caller leaves them out.
 * An entry that someone forged past the head stops nobody: the chain goes on after it, and `verify` names it.
 */
const appendAudit = `
DROP FUNCTION append_audit(uuid, jsonb);
CREATE FUNCTION append_audit(ws uuid, payloads text[], salts text[], actor_names text[], actor_prefixes text[],
  target_names text[], ips text[], clients text[], detail text[], tokens uuid[], sessions uuid[])
RETURNS integer[] LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  head audit_head%ROWTYPE;
  first_seq bigint;
  credential uuid;
  payload text;
  ended uuid[] := '{}';
  hashes bytea[] := '{}';
BEGIN
  PERFORM set_config('app.workspace_id', ws::text, true);
  SELECT * INTO head FROM audit_head WHERE workspace_id = ws FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'workspace % has no audit chain', ws;
  END IF;
  FOR credential IN SELECT DISTINCT each FROM unnest(tokens) each WHERE each IS NOT NULL LOOP
    PERFORM FROM api_token WHERE workspace_id = ws AND id = credential AND revoked_at IS NULL;
    IF NOT FOUND THEN ended := ended || credential; END IF;
  END LOOP;
  FOR credential IN SELECT DISTINCT each FROM unnest(sessions) each WHERE each IS NOT NULL LOOP
    PERFORM FROM session WHERE workspace_id = ws AND id = credential;
    IF NOT FOUND THEN ended := ended || credential; END IF;
  END LOOP;
  IF cardinality(ended) > 0 THEN
    RETURN (SELECT array_agg(place - 1 ORDER BY place)
      FROM unnest(tokens, sessions) WITH ORDINALITY AS each (token, session, place)
      WHERE token = ANY (ended) OR session = ANY (ended));
  END IF;
  SELECT coalesce(max(seq), head.seq) INTO first_seq FROM audit_entry WHERE workspace_id = ws AND seq > head.seq;
  head.seq := first_seq;
  FOREACH payload IN ARRAY payloads LOOP
    head.seq := head.seq + 1;
    head.hash := sha256(head.hash || convert_to(head.seq::text || ' ' || payload, 'UTF8'));
    hashes := hashes || head.hash;
  END LOOP;
  INSERT INTO audit_entry (workspace_id, seq, id, at, action, actor_type, actor_id, scope, target_type, target_id,
    request_id, result, private_hash, salt, actor_name, actor_prefix, target_name, ip, client, details, hash)
  SELECT ws, first_seq + place, (entry->>0)::uuid, (entry->>1)::timestamptz, entry->>2, entry->>3, entry->>4,
    entry->>5, entry->>6, entry->>7, entry->>8, entry->>9, entry->>10, salt, actor_name, actor_prefix, target_name,
    ip, client, details, hash
  FROM (SELECT text::jsonb AS entry, salt, actor_name, actor_prefix, target_name, ip, client, details, hash, place
    FROM unnest(payloads, salts, actor_names, actor_prefixes, target_names, ips, clients, detail, hashes)
      WITH ORDINALITY AS each (text, salt, actor_name, actor_prefix, target_name, ip, client, details, hash, place)
    -- Without a barrier the payload would be read again for each of its fields.
    OFFSET 0) batch;
  UPDATE audit_head SET seq = head.seq, hash = head.hash WHERE workspace_id = ws;
  RETURN '{}';
END $$;
`;

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(appendAudit).execute(db);
}
