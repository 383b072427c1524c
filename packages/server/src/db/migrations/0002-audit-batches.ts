import { type Kysely, sql } from 'kysely';

/**
 * Appends a batch with one INSERT instead of one per entry; the chain's form is that of 0001. The head's
 * row already proves that the workspace is there, so the entries need no foreign key of their own, whose
 * check cost a query an entry. A function's plans are kept: made while a table was small, they would read
 * the whole table once it is large, unless told to use the index.
 */
const appendAudit = `
CREATE OR REPLACE FUNCTION append_audit(ws uuid, entries jsonb) RETURNS integer[] LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
  head audit_head%ROWTYPE;
  first_seq bigint;
  credential uuid;
  kind text;
  ended text[] := '{}';
  refused integer[] := '{}';
  hashes bytea[] := '{}';
  payload text;
BEGIN
  PERFORM set_config('app.workspace_id', ws::text, true);
  SELECT * INTO head FROM audit_head WHERE workspace_id = ws FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'workspace % has no audit chain', ws;
  END IF;
  first_seq := head.seq;
  FOR credential, kind IN
    SELECT DISTINCT (e->>'credential')::uuid, e->>'credentialType'
    FROM jsonb_array_elements(entries) e WHERE e ? 'credential'
  LOOP
    IF kind = 'token' THEN
      PERFORM FROM api_token WHERE workspace_id = ws AND id = credential AND revoked_at IS NULL;
    ELSE
      PERFORM FROM session WHERE workspace_id = ws AND id = credential;
    END IF;
    IF NOT FOUND THEN ended := ended || credential::text; END IF;
  END LOOP;
  IF cardinality(ended) > 0 THEN
    SELECT array_agg(place - 1 ORDER BY place) FILTER (WHERE over),
      coalesce(jsonb_agg(e ORDER BY place) FILTER (WHERE NOT over), '[]') INTO refused, entries
    FROM (SELECT e, place, coalesce(e->>'credential' = ANY (ended), false) AS over
      FROM jsonb_array_elements(entries) WITH ORDINALITY AS each (e, place)) judged;
  END IF;
  FOR payload IN SELECT e->>'payload' FROM jsonb_array_elements(entries) e LOOP
    head.seq := head.seq + 1;
    head.hash := sha256(head.hash || convert_to(head.seq::text || ' ' || payload, 'UTF8'));
    hashes := hashes || head.hash;
  END LOOP;
  INSERT INTO audit_entry (workspace_id, seq, id, at, action, actor_type, actor_id, scope, target_type, target_id,
    request_id, result, actor_name, actor_prefix, target_name, ip, client, details, salt, private_hash, hash)
  SELECT ws, first_seq + place, "id", "at", "action", "actorType", "actorId", "scope", "targetType", "targetId",
    "requestId", "result", "actorName", "actorPrefix", "targetName", "ip", "client", "details", "salt",
    "privateHash", hashes[place]
  FROM ROWS FROM (jsonb_to_recordset(entries) AS ("id" uuid, "at" timestamptz, "action" text, "actorType" text,
    "actorId" text, "scope" text, "targetType" text, "targetId" text, "requestId" text, "result" text,
    "actorName" text, "actorPrefix" text, "targetName" text, "ip" text, "client" text, "details" text,
    "salt" text, "privateHash" text)) WITH ORDINALITY
    AS entry ("id", "at", "action", "actorType", "actorId", "scope", "targetType", "targetId", "requestId",
    "result", "actorName", "actorPrefix", "targetName", "ip", "client", "details", "salt", "privateHash", place);
  UPDATE audit_head SET seq = head.seq, hash = head.hash WHERE workspace_id = ws;
  RETURN coalesce(refused, '{}');
END $$;
`;

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw('ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_workspace_id_fkey').execute(db);
  await sql.raw(appendAudit).execute(db);
  await sql.raw('ALTER FUNCTION find_token(bytea) SET enable_seqscan = off').execute(db);
}
