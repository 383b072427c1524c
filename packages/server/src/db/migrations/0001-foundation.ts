import { type Kysely, sql } from 'kysely';

/**
 * Every tenant table's primary key begins with workspace_id (Citus can distribute by it), and every one
 * has row-level security, forced so that it holds for the tables' owner too.
 */
const tables = `
CREATE TABLE workspace (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  plan text NOT NULL CHECK (plan IN ('private', 'pro', 'business', 'business_api', 'enterprise')),
  active_token_limit integer,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE person (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name text,
  locale text NOT NULL DEFAULT 'en',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE sign_in_link (
  id uuid PRIMARY KEY,
  secret_hash bytea NOT NULL UNIQUE,
  code_hash bytea NOT NULL,
  code_tries integer NOT NULL DEFAULT 0,
  email text NOT NULL,
  browser_hash bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX sign_in_link_email ON sign_in_link (email, browser_hash);
CREATE TABLE call_window (
  key text PRIMARY KEY,
  started_at timestamptz NOT NULL,
  calls integer NOT NULL
);
CREATE TABLE member (
  workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
  person_id uuid NOT NULL REFERENCES person,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
  joined_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, person_id)
);
CREATE INDEX member_person ON member (person_id);
CREATE TABLE invitation (
  workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
  id uuid NOT NULL,
  email text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
  secret_hash bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, email)
);
CREATE INDEX invitation_secret ON invitation (secret_hash);
CREATE TABLE session (
  workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
  id uuid NOT NULL,
  person_id uuid NOT NULL REFERENCES person,
  secret_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ip text,
  client text,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX session_secret ON session (secret_hash);
CREATE TABLE api_token (
  workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  prefix text NOT NULL,
  scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
  networks text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  created_by text,
  expires_at timestamptz,
  revoked_at timestamptz,
  rotated_at timestamptz,
  last_used_at timestamptz,
  last_used_ip text,
  last_used_client text,
  scope_used_at jsonb NOT NULL DEFAULT '{}',
  expiry_notice integer,
  expiry_recorded boolean NOT NULL DEFAULT false,
  PRIMARY KEY (workspace_id, id)
);
CREATE TABLE token_secret (
  workspace_id uuid NOT NULL,
  hash bytea NOT NULL,
  token_id uuid NOT NULL,
  prefix text NOT NULL,
  created_at timestamptz NOT NULL,
  first_used_at timestamptz,
  replaced_at timestamptz,
  grace interval,
  ends_at timestamptz,
  PRIMARY KEY (workspace_id, hash),
  FOREIGN KEY (workspace_id, token_id) REFERENCES api_token ON DELETE CASCADE
);
CREATE INDEX token_secret_hash ON token_secret (hash);
CREATE INDEX token_secret_token ON token_secret (workspace_id, token_id);
CREATE TABLE audit_head (
  workspace_id uuid PRIMARY KEY REFERENCES workspace ON DELETE CASCADE,
  seq bigint NOT NULL DEFAULT 0,
  hash bytea NOT NULL,
  start_seq bigint NOT NULL DEFAULT 0,
  start_hash bytea NOT NULL
);
CREATE TABLE audit_entry (
  workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
  seq bigint NOT NULL,
  id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  action text NOT NULL,
  actor_type text NOT NULL,
  actor_id text,
  scope text,
  target_type text,
  target_id text,
  request_id text,
  result text NOT NULL,
  actor_name text,
  actor_prefix text,
  target_name text,
  ip text,
  client text,
  details text,
  salt text,
  private_hash text NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (workspace_id, seq)
);
CREATE INDEX audit_entry_actor ON audit_entry (workspace_id, actor_id, seq);
CREATE INDEX audit_entry_action ON audit_entry (workspace_id, action, seq);
CREATE TABLE idempotency (
  workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
  actor_id text NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  answer jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, actor_id, key)
);
CREATE TABLE memory (
  workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
  id uuid NOT NULL,
  title text NOT NULL,
  content text NOT NULL,
  content_hash bytea NOT NULL,
  memory_type text NOT NULL,
  tags text[] NOT NULL DEFAULT '{}',
  source text,
  domain text,
  valid_from timestamptz(3) NOT NULL,
  valid_to timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  terms tsvector NOT NULL,
  length integer NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX memory_content ON memory (workspace_id, content_hash) WHERE valid_to IS NULL;
CREATE INDEX memory_newest ON memory (workspace_id, created_at DESC, id DESC);
CREATE INDEX memory_terms ON memory USING gin (workspace_id, terms);
`;

const tenantTables = [
  'member',
  'invitation',
  'session',
  'api_token',
  'token_secret',
  'audit_head',
  'audit_entry',
  'idempotency',
  'memory',
];

/** Beside its own workspace's rows, a caller sees the row whose secret, or whose person, it names. */
const lookups: Record<string, string> = {
  member: `person_id::text = current_setting('app.person_id', true)`,
  invitation: `encode(secret_hash, 'hex') = current_setting('app.secret_hash', true)`,
  session: `encode(secret_hash, 'hex') = current_setting('app.secret_hash', true)
    OR person_id::text = current_setting('app.person_id', true)`,
  token_secret: `encode(hash, 'hex') = current_setting('app.secret_hash', true)`,
};

function policies(table: string): string {
  const own = `workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid`;
  const lookup = lookups[table];
  return `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY own_workspace ON ${table} USING (${own}) WITH CHECK (${own});
${lookup ? `CREATE POLICY lookup ON ${table} FOR SELECT USING (${lookup});` : ''}`;
}

/**
 * Extends a workspace's chain. The head row's lock orders all writers, whichever process they are in;
 * under it, entries whose token was revoked or whose session ended meanwhile are not written, and their
 * positions are returned. Changing the payload's form means a new migration and a new verifier.
 */
const appendAudit = `
CREATE FUNCTION append_audit(ws uuid, entries jsonb) RETURNS integer[] LANGUAGE plpgsql AS $$
DECLARE
  head audit_head%ROWTYPE;
  entry jsonb;
  position integer := 0;
  refused integer[] := '{}';
BEGIN
  PERFORM set_config('app.workspace_id', ws::text, true);
  SELECT * INTO head FROM audit_head WHERE workspace_id = ws FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'workspace % has no audit chain', ws;
  END IF;
  FOR entry IN SELECT value FROM jsonb_array_elements(entries) LOOP
    IF entry ? 'credential' AND NOT (CASE entry->>'credentialType'
      WHEN 'token' THEN EXISTS (SELECT FROM api_token WHERE workspace_id = ws
        AND id = (entry->>'credential')::uuid AND revoked_at IS NULL)
      ELSE EXISTS (SELECT FROM session WHERE workspace_id = ws AND id = (entry->>'credential')::uuid) END) THEN
      refused := refused || position;
    ELSE
      head.seq := head.seq + 1;
      head.hash := sha256(head.hash || convert_to(head.seq::text || ' ' || (entry->>'payload'), 'UTF8'));
      INSERT INTO audit_entry (workspace_id, seq, id, at, action, actor_type, actor_id, scope, target_type, target_id,
        request_id, result, actor_name, actor_prefix, target_name, ip, client, details, salt, private_hash, hash)
      VALUES (ws, head.seq, (entry->>'id')::uuid, (entry->>'at')::timestamptz, entry->>'action', entry->>'actorType',
        entry->>'actorId', entry->>'scope', entry->>'targetType', entry->>'targetId', entry->>'requestId',
        entry->>'result', entry->>'actorName', entry->>'actorPrefix', entry->>'targetName', entry->>'ip',
        entry->>'client', entry->>'details', entry->>'salt', entry->>'privateHash', head.hash);
    END IF;
    position := position + 1;
  END LOOP;
  UPDATE audit_head SET seq = head.seq, hash = head.hash WHERE workspace_id = ws;
  RETURN refused;
END $$;
`;

/** Finds a token by its secret's hash: one round trip, and the look-up setting ends with the statement. */
const findToken = `
CREATE FUNCTION find_token(secret bytea) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  found_secret token_secret%ROWTYPE;
  answer jsonb;
BEGIN
  PERFORM set_config('app.secret_hash', encode(secret, 'hex'), true);
  SELECT * INTO found_secret FROM token_secret WHERE hash = secret;
  IF NOT FOUND THEN RETURN NULL; END IF;
  PERFORM set_config('app.workspace_id', found_secret.workspace_id::text, true);
  SELECT jsonb_build_object('id', t.id, 'name', t.name, 'prefix', found_secret.prefix, 'scopes', t.scopes,
    'networks', t.networks, 'expiresAt', t.expires_at, 'revokedAt', t.revoked_at,
    'replacedAt', found_secret.replaced_at, 'endsAt', found_secret.ends_at,
    'firstUsedAt', found_secret.first_used_at,
    'workspace', jsonb_build_object('id', w.id, 'name', w.name, 'plan', w.plan)) INTO answer
  FROM api_token t JOIN workspace w ON w.id = t.workspace_id
  WHERE t.workspace_id = found_secret.workspace_id AND t.id = found_secret.token_id;
  RETURN answer;
END $$;
`;

/** Counts one call in a fixed window; the row's lock makes the count hold over all processes. */
const countCall = `
CREATE FUNCTION count_call(window_key text, seconds integer)
RETURNS TABLE (total integer, seconds_left integer) LANGUAGE sql AS $$
  INSERT INTO call_window AS w (key, started_at, calls) VALUES (window_key, clock_timestamp(), 1)
  ON CONFLICT (key) DO UPDATE SET
    calls = CASE WHEN w.started_at <= clock_timestamp() - make_interval(secs => seconds) THEN 1 ELSE w.calls + 1 END,
    started_at = CASE WHEN w.started_at <= clock_timestamp() - make_interval(secs => seconds)
      THEN clock_timestamp() ELSE w.started_at END
  RETURNING w.calls,
    greatest(1, ceil(extract(epoch FROM w.started_at + make_interval(secs => seconds) - clock_timestamp())))::integer;
$$;
`;

export async function up(db: Kysely<never>): Promise<void> {
  const statements = [
    'CREATE EXTENSION IF NOT EXISTS btree_gin;',
    tables,
    ...tenantTables.map(policies),
    appendAudit,
    findToken,
    countCall,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
