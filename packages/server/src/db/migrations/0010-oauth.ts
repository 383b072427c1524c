import { type Kysely, sql } from 'kysely';

/**
 * What the authorization server keeps. Applications and running authorizations belong to no workspace; a grant is
 * one member's, and goes with the membership. Of codes and tokens there are hashes only.
 */
const tables = `
CREATE TABLE server_secret (
  name text PRIMARY KEY,
  value bytea NOT NULL
);
CREATE TABLE oauth_client (
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('registered', 'document')),
  metadata jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  used_until timestamptz
);
CREATE INDEX oauth_client_unused ON oauth_client (created_at) WHERE used_until IS NULL;
CREATE TABLE oauth_pending (
  hash bytea PRIMARY KEY,
  payload jsonb NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX oauth_pending_end ON oauth_pending (expires_at);
CREATE TABLE oauth_grant (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  client_id text NOT NULL,
  client_name text NOT NULL,
  client_host text,
  scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
  resources text[] NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  last_used_at timestamptz,
  calls bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, person_id) REFERENCES member ON DELETE CASCADE
);
CREATE INDEX oauth_grant_person ON oauth_grant (workspace_id, person_id);
CREATE TABLE oauth_token (
  workspace_id uuid NOT NULL,
  hash bytea NOT NULL,
  kind text NOT NULL CHECK (kind IN ('AuthorizationCode', 'AccessToken', 'RefreshToken')),
  grant_id uuid NOT NULL,
  payload jsonb NOT NULL,
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  PRIMARY KEY (workspace_id, hash),
  FOREIGN KEY (workspace_id, grant_id) REFERENCES oauth_grant ON DELETE CASCADE
);
CREATE INDEX oauth_token_hash ON oauth_token (hash);
CREATE INDEX oauth_token_grant ON oauth_token (workspace_id, grant_id);
`;

function policies(table: string, lookup?: string): string {
  const own = `workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid`;
  return `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY own_workspace ON ${table} USING (${own}) WITH CHECK (${own});
${lookup ? `CREATE POLICY lookup ON ${table} FOR SELECT USING (${lookup});` : ''}`;
}

/** Whose access token it is, in one round trip: as find_token. */
const findToken = `
CREATE FUNCTION find_oauth_token(secret bytea) RETURNS jsonb LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  found_token oauth_token%ROWTYPE;
  answer jsonb;
BEGIN
  PERFORM set_config('app.secret_hash', encode(secret, 'hex'), true);
  SELECT * INTO found_token FROM oauth_token WHERE hash = secret AND kind = 'AccessToken';
  IF NOT FOUND THEN RETURN NULL; END IF;
  PERFORM set_config('app.workspace_id', found_token.workspace_id::text, true);
  SELECT jsonb_build_object('id', g.id, 'clientName', g.client_name, 'personId', g.person_id, 'email', p.email,
    'role', m.role, 'scopes', g.scopes, 'audience', found_token.payload->>'aud',
    'given', found_token.payload->>'scope', 'expiresAt', found_token.expires_at, 'endsAt', g.expires_at,
    'workspace', jsonb_build_object('id', w.id, 'name', w.name, 'plan', w.plan)) INTO answer
  FROM oauth_grant g
  JOIN workspace w ON w.id = g.workspace_id
  JOIN member m ON m.workspace_id = g.workspace_id AND m.person_id = g.person_id
  JOIN person p ON p.id = g.person_id
  WHERE g.workspace_id = found_token.workspace_id AND g.id = found_token.grant_id;
  RETURN answer;
END $$;
`;

/** As 0007; a credential may be a grant now. */
const appendAudit = `
CREATE OR REPLACE FUNCTION append_audit(ws uuid, payloads text[], salts text[], actor_names text[],
  actor_prefixes text[], target_names text[], ips text[], clients text[], detail text[], tokens uuid[],
  sessions uuid[])
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
    IF NOT FOUND THEN
      PERFORM FROM oauth_grant WHERE workspace_id = ws AND id = credential;
      IF NOT FOUND THEN ended := ended || credential; END IF;
    END IF;
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
  const statements = [
    tables,
    policies('oauth_grant'),
    policies('oauth_token', `encode(hash, 'hex') = current_setting('app.secret_hash', true)`),
    findToken,
    appendAudit,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
