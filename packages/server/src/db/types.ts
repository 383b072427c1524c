import type { EntityClass, PlanName, Role, Scope } from '@knowmind/sdk';
import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';

type Time = ColumnType<Date, Date | string, Date | string>;
type NullableTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type Stamp = ColumnType<Date, Date | string | undefined, Date | string>;

type Json = ColumnType<Record<string, unknown>, string, string>;

/** The tables as Kysely sees them; `db/migrations` is what makes them. */
export type Tables = {
  workspace: {
    id: string;
    name: string;
    plan: PlanName;
    active_token_limit: ColumnType<number | null, number | null | undefined, number | null>;
    created_at: Stamp;
  };
  person: { id: string; email: string; name: string | null; locale: 'de' | 'en'; created_at: Stamp };
  sign_in_link: {
    id: string;
    secret_hash: Buffer;
    code_hash: Buffer;
    code_tries: Generated<number>;
    email: string;
    browser_hash: Buffer;
    expires_at: Time;
    used_at: NullableTime;
  };
  call_window: { key: string; started_at: Time; calls: number };
  member: { workspace_id: string; person_id: string; role: Role; joined_at: Stamp };
  invitation: {
    workspace_id: string;
    id: string;
    email: string;
    role: Role;
    secret_hash: Buffer;
    expires_at: Time;
    created_at: Stamp;
  };
  session: {
    workspace_id: string;
    id: string;
    person_id: string;
    secret_hash: Buffer;
    created_at: Stamp;
    last_used_at: Stamp;
    expires_at: Time;
    ip: string | null;
    client: string | null;
  };
  api_token: {
    workspace_id: string;
    id: string;
    name: string;
    prefix: string;
    scopes: Scope[];
    networks: string[];
    created_at: Time;
    created_by: string | null;
    expires_at: NullableTime;
    revoked_at: NullableTime;
    rotated_at: NullableTime;
    last_used_at: NullableTime;
    last_used_ip: ColumnType<string | null, string | null | undefined>;
    last_used_client: ColumnType<string | null, string | null | undefined>;
    scope_used_at: ColumnType<Partial<Record<Scope, string>>, string | undefined, string>;
    expiry_notice: ColumnType<number | null, number | null | undefined>;
    expiry_recorded: Generated<boolean>;
  };
  token_secret: {
    workspace_id: string;
    hash: Buffer;
    token_id: string;
    prefix: string;
    created_at: Time;
    first_used_at: NullableTime;
    replaced_at: NullableTime;
    grace: ColumnType<unknown, string | null | undefined, string | null>;
    ends_at: NullableTime;
  };
  audit_head: {
    workspace_id: string;
    seq: ColumnType<string, number | string | undefined>;
    hash: Buffer;
    start_seq: ColumnType<string, number | string | undefined>;
    start_hash: Buffer;
  };
  audit_entry: {
    workspace_id: string;
    seq: ColumnType<string, number | string>;
    id: string;
    at: Time;
    action: string;
    actor_type: 'person' | 'token' | 'oauth' | 'system';
    actor_id: string | null;
    scope: string | null;
    target_type: string | null;
    target_id: string | null;
    request_id: string | null;
    result: string;
    actor_name: string | null;
    actor_prefix: string | null;
    target_name: string | null;
    ip: string | null;
    client: string | null;
    details: string | null;
    salt: string | null;
    private_hash: string;
    hash: Buffer;
  };
  idempotency: {
    workspace_id: string;
    actor_id: string;
    key: string;
    request_hash: string;
    answer: ColumnType<unknown, string | null | undefined, string | null>;
    created_at: Stamp;
  };
  memory: {
    workspace_id: string;
    id: string;
    title: string;
    content: string;
    content_hash: Buffer;
    memory_type: 'semantic' | 'episodic' | 'procedural' | 'reference';
    tags: string[];
    source: string | null;
    domain: string | null;
    valid_from: Time;
    valid_to: NullableTime;
    created_at: Time;
    updated_at: Time;
    terms: ColumnType<never, unknown, unknown>;
    length: number;
  };
  document: {
    workspace_id: string;
    id: string;
    title: string;
    content: string;
    content_hash: Buffer;
    media_type: string;
    source: string | null;
    /** Of the content, in UTF-8. */
    bytes: number;
    /** How many it was cut into. */
    chunks: number;
    /** Since when this content holds. */
    valid_from: Time;
    created_at: Time;
    updated_at: Time;
  };
  chunk: {
    workspace_id: string;
    id: string;
    document_id: string;
    position: number;
    heading_path: string[];
    content: string;
    /** Characters at its beginning that the chunk before it ends with. */
    overlap: number;
    source: string | null;
    valid_from: Time;
    terms: ColumnType<never, unknown, unknown>;
    length: number;
  };
  relation: {
    workspace_id: string;
    id: string;
    from_id: string;
    predicate: string;
    to_id: string;
    reason: string | null;
    confidence: Generated<number>;
    derived: Generated<boolean>;
    created_at: Time;
  };
  entity: {
    workspace_id: string;
    id: string;
    name: string;
    entity_class: EntityClass;
    description: string | null;
    /** Made by a text that names it; gone with the last such text. */
    implied: boolean;
    created_at: Time;
    updated_at: Time;
  };
  entity_name: {
    workspace_id: string;
    folded: string;
    entity_class: EntityClass;
    entity_id: string;
    name: string;
  };
  server_secret: { name: string; value: Buffer };
  oauth_client: {
    id: string;
    /** It registered itself, or a document at its id describes it. */
    kind: 'registered' | 'document';
    metadata: Json;
    created_at: Time;
    /** When the last refresh token that it holds ends. */
    used_until: NullableTime;
  };
  oauth_pending: { hash: Buffer; payload: Json; expires_at: Time };
  oauth_grant: {
    workspace_id: string;
    id: string;
    person_id: string;
    client_id: string;
    client_name: string;
    client_host: string | null;
    scopes: Scope[];
    resources: string[];
    created_at: Time;
    expires_at: Time;
    last_used_at: NullableTime;
    calls: ColumnType<string, number | undefined, number>;
  };
  oauth_token: {
    workspace_id: string;
    hash: Buffer;
    kind: 'AuthorizationCode' | 'AccessToken' | 'RefreshToken';
    grant_id: string;
    payload: Json;
    expires_at: Time;
    consumed_at: NullableTime;
  };
  /** There only where the database has the extension `vector`. */
  embedding: {
    workspace_id: string;
    item_id: string;
    model: string;
    dimensions: number;
    vector: ColumnType<string, unknown, unknown>;
    created_at: Stamp;
  };
};

export type Database = Kysely<Tables>;
/** A transaction bound to one workspace by row-level security. */
export type Tx = Transaction<Tables>;
