import { createHash, randomBytes, randomUUID as uuid } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import type { App } from '../../packages/server/src/app.ts';
import type { Caller } from '../../packages/server/src/context.ts';
import { vacuum } from '../../packages/server/src/db/connect.ts';
import { inWorkspace, withSight } from '../../packages/server/src/db/tenant.ts';
import { upsertPerson } from '../../packages/server/src/identity/index.ts';
import { invoke } from '../../packages/server/src/invoke.ts';
import { insertGrant, putToken } from '../../packages/server/src/oauth/store/index.ts';
import { createWorkspace } from '../../packages/server/src/workspace/index.ts';
import { toFact } from './facts.ts';

export type Tenant = { workspaceId: string; token: string; caller: Caller };

/** A workspace with an owner and a token that holds every scope. */
export async function createTenant({ services }: App): Promise<Tenant> {
  const email = `owner-${uuid()}@example.org`;
  const { person, workspace } = await withSight(services.db, {}, async (tx) => {
    const person = await upsertPerson(tx, { id: uuid(), email, locale: 'en' });
    const now = services.now();
    return {
      person,
      workspace: await createWorkspace(tx, { name: 'Bench', plan: 'enterprise', owner: person, now }),
    };
  });
  const caller: Caller = {
    requestId: uuid(),
    ip: '127.0.0.1',
    client: 'bench',
    browser: null,
    workspace,
    scopes: ['read', 'write', 'admin'],
    actor: { type: 'person', id: person.id, email, name: null, locale: 'en', role: 'owner', sessionId: '' },
  };
  const input = { name: 'bench', scopes: ['read', 'write', 'admin'] };
  const { output } = await invoke(services, 'createToken', { caller, input });
  return { workspaceId: workspace.id, token: output.token, caller };
}

/** An access token of an application that the owner has connected, with all scopes. */
export async function createAccessToken(
  { services, url }: App,
  { workspaceId, caller }: Tenant,
): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  const grantId = uuid();
  const now = services.now();
  const expiresAt = new Date(now.getTime() + 3_600_000);
  await inWorkspace(services.db, workspaceId, (tx) =>
    insertGrant(tx, {
      workspace_id: workspaceId,
      id: grantId,
      person_id: caller.actor?.id ?? '',
      client_id: 'bench',
      client_name: 'bench',
      client_host: null,
      scopes: ['read', 'write', 'admin'],
      resources: [],
      created_at: now,
      expires_at: expiresAt,
    }),
  );
  const payload = { aud: `${url}/mcp`, scope: 'read write admin' };
  await putToken(services.db, { workspaceId, grantId }, { kind: 'AccessToken', secret, payload, expiresAt });
  return secret;
}

/** Fills the token tables up to `total` rows, in the given workspace; their secrets are known to nobody. */
export async function fillTokens({ services }: App, workspaceId: string, total: number): Promise<void> {
  await inWorkspace(services.db, workspaceId, async (tx) => {
    const { rows } = await sql<{ count: number }>`SELECT count(*)::int AS count FROM api_token`.execute(tx);
    for (let left = total - (rows[0]?.count ?? 0); left > 0; left -= 1000) {
      const made = Array.from({ length: Math.min(left, 1000) }, () => ({
        id: uuid(),
        hash: createHash('sha256').update(randomBytes(32)).digest('hex'),
      }));
      const json = JSON.stringify(made);
      await sql`INSERT INTO api_token (workspace_id, id, name, prefix, scopes, created_at)
        SELECT ${workspaceId}, (t->>'id')::uuid, 'filler', 'kmt_filler00', '{read}', now()
        FROM jsonb_array_elements(${json}::jsonb) t`.execute(tx);
      await sql`INSERT INTO token_secret (workspace_id, hash, token_id, prefix, created_at)
        SELECT ${workspaceId}, decode(t->>'hash', 'hex'), (t->>'id')::uuid, 'kmt_filler00', now()
        FROM jsonb_array_elements(${json}::jsonb) t`.execute(tx);
    }
    await sql`SELECT 1`.execute(tx);
  });
}

/** Stores the facts from one number up to another, as an import does. The title is the fact's number. */
export async function fillFacts(
  { services }: App,
  { caller }: Tenant,
  from: number,
  to: number,
): Promise<void> {
  const at = new Date().toISOString();
  const times = { valid_from: at, valid_to: null, created_at: at, updated_at: at };
  const plain = { kind: 'memory', memory_type: 'semantic', tags: [], source: null, domain: null, ...times };
  for (let index = from; index < to; index += 500) {
    const records = Array.from({ length: Math.min(500, to - index) }, (_, n) => {
      const { id, content } = toFact(index + n);
      return { ...plain, id: uuid(), title: `Fact ${id}`, content };
    });
    await invoke(services, 'importRecords', { caller, input: { records } });
  }
  await count(services);
}

/** What a database server does by itself within a minute, and the embedded one every hour. */
async function count({ db, config }: App['services']): Promise<void> {
  if (!config.databaseUrl) return vacuum(db);
  const client = new pg.Client({ connectionString: config.databaseUrl });
  await client.connect();
  await client.query('VACUUM (ANALYZE)');
  await client.end();
}
