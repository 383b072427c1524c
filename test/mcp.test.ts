import { request as send } from 'node:http';
import { instructions, prompts, protocolVersions, toolNames, tools } from '@knowmind/sdk';
import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { callTool as callToolOf, type McpCall } from '../packages/server/src/mcp/call.ts';
import { createSecret } from '../packages/server/src/token/secret.ts';
import { createTenant, request, sharedApp, startTestApp, type Tenant } from './harness.ts';

const path = '/api/mcp/v1';
const unknownId = '01900000-0000-7000-8000-000000000000';
let tenant: Tenant;
let stranger: Tenant;
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
  stranger = await createTenant(await sharedApp());
});

type Options = Parameters<Tenant['call']>[3] & { by?: Tenant; path?: string };

/** A bare JSON-RPC request, as the earliest clients send it: no handshake, no Accept header. */
function rpc(method: string, params: unknown = {}, { by = tenant, path: at = path, ...rest }: Options = {}) {
  return by.call('POST', at, { jsonrpc: '2.0', id: 7, method, params }, rest);
}

async function callTool(name: string, args: unknown = {}, options: Options = {}) {
  const answer = await rpc('tools/call', { name, arguments: args }, options);
  const result = answer.body?.result;
  const text = result?.content?.[0]?.text;
  return { ...answer, result, json: text === undefined ? undefined : JSON.parse(text) };
}

const modernMeta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
/** A request of the revision 2026-07-28: no session, its version and name in headers and body. */
function modern(method: string, params: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  return rpc(
    method,
    { ...params, _meta: modernMeta },
    {
      headers: {
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': method,
        ...(typeof params.name === 'string' ? { 'mcp-name': params.name } : {}),
        ...headers,
      },
    },
  );
}

describe('a bare tools/call', () => {
  test('stores and recalls, in plain JSON, as text and as structure', async () => {
    const stored = await callTool('knowmind_store_memory', {
      content: 'Jana Brandt leads the solar project.',
      title: 'Solar project',
    });
    expect(stored.status).toBe(200);
    expect(stored.headers.get('content-type')).toBe('application/json');
    expect(stored.headers.get('cache-control')).toBe('no-store');
    expect(stored.body).toMatchObject({ jsonrpc: '2.0', id: 7 });
    expect(stored.json).toMatchObject({ title: 'Solar project', unchanged: false });
    const recalled = await callTool('knowmind_recall_memories', { query: 'Who leads the solar project?' });
    expect(recalled.json.items[0]).toMatchObject({ memory_id: stored.json.id });
    expect(recalled.result.structuredContent).toEqual(recalled.json);
  });
  test('is answered under the alias too, and by null arguments as if they were left out', async () => {
    const { json } = await callTool('knowmind_list_recent', { k: null }, { path: '/mcp' });
    expect(json.items).toBeInstanceOf(Array);
  });
  test('is in the audit log once, with the tool', async () => {
    const by = await createTenant(await sharedApp());
    await callTool('knowmind_store_memory', { content: 'The audit names the tool.' }, { by });
    await callTool('knowmind_get_stats', {}, { by });
    const { body } = await by.call('GET', '/api/v1/audit');
    const ofTools = body.items.filter((entry: { details?: { tool?: string } }) => entry.details?.tool);
    expect(
      ofTools.map((entry: { action: string; details: object }) => [entry.action, entry.details]),
    ).toEqual([
      ['stats.read', { tool: 'knowmind_get_stats' }],
      ['memory.created', expect.objectContaining({ tool: 'knowmind_store_memory' })],
    ]);
  });
});

describe('the tools', () => {
  test('are described by one line of names that every client takes, titles, hints and schemas', async () => {
    const { body } = await rpc('tools/list');
    expect(body.result.tools.map(({ name }: { name: string }) => name)).toEqual(toolNames);
    for (const tool of body.result.tools) {
      expect(tool.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      expect(tool.title.length).toBeGreaterThan(2);
      expect(tool.description.length).toBeGreaterThan(60);
      expect(Object.keys(tool.annotations).sort()).toEqual([
        'destructiveHint',
        'idempotentHint',
        'openWorldHint',
        'readOnlyHint',
        'title',
      ]);
      expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      for (const [field, schema] of Object.entries<Record<string, unknown>>(tool.inputSchema.properties)) {
        // A field without a type would mean that the operation has none of this name.
        expect(schema.type ?? schema.anyOf ?? schema.enum, `${tool.name} ${field}`).toBeDefined();
        expect(schema.description).toEqual(expect.any(String));
      }
      expect(tool.outputSchema.type).toBe('object');
    }
  });
  test('have the arguments and hints that were promised', async () => {
    const { body } = await rpc('tools/list');
    const shown = Object.fromEntries(
      body.result.tools.map((tool: Record<string, Record<string, object>>) => {
        const { readOnlyHint, destructiveHint, idempotentHint } = tool.annotations as Record<string, unknown>;
        const hints = [readOnlyHint, destructiveHint, idempotentHint]
          .map((hint) => (hint ? 'T' : 'F'))
          .join('');
        return [tool.name, [hints, ...Object.keys(tool.inputSchema?.properties ?? {})].join(' ')];
      }),
    );
    expect(shown).toEqual({
      knowmind_recall_memories: 'TFT query k hops',
      knowmind_recall_at_time: 'TFT query as_of k',
      knowmind_list_recent: 'TFT k',
      knowmind_list_relations: 'TFT memory_id',
      knowmind_get_schema: 'TFT',
      knowmind_get_stats: 'TFT',
      knowmind_get_health: 'TFT',
      knowmind_store_memory: 'FFF content title memory_type tags source domain relations',
      knowmind_upload_document: 'FTF content title source relations',
      knowmind_update_fact: 'FFF target_id new_content new_title update_reason',
      knowmind_upsert_entity: 'FFT name entity_class description aliases',
      knowmind_link_entities: 'FFT from_id to_id rel_type confidence',
      knowmind_unlink_entities: 'FTT from_id to_id rel_type',
      search: 'TFT query',
      fetch: 'TFT id',
    });
  });
  test('write a fact, a document, an entity and a relation, and take them back as one would', async () => {
    const fact = await callTool('knowmind_store_memory', {
      content: 'The lease of the workshop ends in June.',
      tags: ['lease'],
      relations: [{ predicate: 'ABOUT', object: 'Workshop', object_class: 'Topic' }],
    });
    expect(fact.json.tags).toEqual(['lease']);
    const related = await callTool('knowmind_list_relations', { memory_id: fact.json.id });
    expect(related.json.items[0]).toMatchObject({ to: { name: 'Workshop' } });
    const person = await callTool('knowmind_upsert_entity', { name: 'Ida Lund', entity_class: 'Person' });
    const firm = await callTool('knowmind_upsert_entity', { name: 'Lund Ltd', entity_class: 'Organization' });
    const ends = { from_id: person.json.id, to_id: firm.json.id, rel_type: 'WORKS_FOR' };
    expect((await callTool('knowmind_link_entities', ends)).json).toMatchObject({ created: true });
    expect((await callTool('knowmind_link_entities', ends)).json).toMatchObject({ created: false });
    expect((await callTool('knowmind_unlink_entities', ends)).json).toEqual({ removed: true });
    expect((await callTool('knowmind_unlink_entities', ends)).json).toEqual({ removed: false });
    const updated = await callTool('knowmind_update_fact', {
      target_id: fact.json.id,
      new_content: 'The lease of the workshop ends in December.',
      update_reason: 'It was extended.',
    });
    expect(updated.json.supersedes).toBe(fact.json.id);
    const then = new Date(Date.parse(fact.json.valid_from) + 1).toISOString();
    const past = await callTool('knowmind_recall_at_time', { query: 'lease of the workshop', as_of: then });
    expect(past.json.items[0].memory_id).toBe(fact.json.id);
    const now = await callTool('knowmind_recall_at_time', { query: 'lease of the workshop' });
    expect(now.json.items[0].memory_id).toBe(updated.json.id);
    const document = await callTool('knowmind_upload_document', {
      title: 'Minutes',
      content: '# One\n\nTwo.',
    });
    expect(document.json).toMatchObject({ title: 'Minutes', replaced: false });
    expect((await callTool('knowmind_get_stats')).json.documents).toBeGreaterThan(0);
    expect((await callTool('knowmind_get_schema')).json.predicates.length).toBeGreaterThan(40);
    expect((await callTool('knowmind_get_health')).json.token.scopes).toEqual(['read', 'write', 'admin']);
  });
  test.each([
    ['knowmind_recall', { query: 'x' }],
    ['knowmind_health', {}],
    ['knowmind_stats', {}],
    ['knowmind_schema', {}],
    ['knowmind_entity', { name: 'Older', entityClass: 'Person' }],
    ['knowmind.recall', { query: 'x', k: 3 }],
    ['knowmind.recall_at_time', { query: 'x', asOf: '2026-01-01T00:00:00Z' }],
    ['knowmind.store', { content: 'Stored under an older name.', memoryType: 'episodic' }],
    [
      'knowmind.store_memory',
      { content: 'Stored.', relations: [{ predicate: 'ABOUT', object: 'A', objectClass: 'Topic' }] },
    ],
    ['knowmind.upload_document', { title: 'Older', content: 'Text.' }],
    ['knowmind.stats', {}],
    ['knowmind.health', {}],
  ])('answer to the older name %s, unlisted, with camelCase', async (name, args) => {
    const { result } = await callTool(name, args);
    expect(result.isError).toBeUndefined();
    expect(JSON.stringify((await rpc('tools/list')).body)).not.toContain(`"${name}"`);
  });
  test('answer to the older names of links and updates, too', async () => {
    const [from, to] = [
      await callTool('knowmind_entity', { name: 'From', entityClass: 'Person' }),
      await callTool('knowmind_entity', { name: 'To', entityClass: 'Organization' }),
    ];
    const ends = { fromId: from.json.id, toId: to.json.id, relType: 'WORKS_FOR' };
    for (const name of ['knowmind_link', 'knowmind.link', 'knowmind_unlink', 'knowmind.unlink'])
      expect((await callTool(name, ends)).result.isError, name).toBeUndefined();
    for (const name of ['knowmind.relations', 'knowmind.list_relations'])
      expect((await callTool(name, { memoryId: from.json.id })).json.items).toEqual([]);
    const old = await callTool('knowmind.store', { content: 'An old fact.' });
    const updated = await callTool('knowmind.update_fact', {
      targetId: old.json.id,
      newContent: 'A new one.',
    });
    expect(updated.json.supersedes).toBe(old.json.id);
  });
  test('are cut to what clients take, and say so', async () => {
    const by = await createTenant(await sharedApp());
    const line = '"quoted" \\ Zeile über Zeile. ';
    for (const letter of ['a', 'b', 'c', 'd'])
      await callTool('knowmind_store_memory', { content: `${letter} harvest ${line.repeat(2500)}` }, { by });
    const { result, text, json } = await callTool(
      'knowmind_recall_memories',
      { query: 'harvest', k: 4 },
      { by },
    );
    expect(text.length).toBeLessThan(150_000);
    expect(json.items).toHaveLength(4);
    expect(json.items[0].content).toMatch(/… \[cut\]$/);
    expect(result.structuredContent).toEqual(json);
    expect(result.content[1].text).toContain('too long');
  });
});

describe('search and fetch', () => {
  test('find memories and documents once each, with pages of the dashboard', async () => {
    const by = await createTenant(await sharedApp());
    const memory = await callTool(
      'knowmind_store_memory',
      { content: 'The orchard has apple trees.' },
      { by },
    );
    const text = `# Orchard\n\n${'The apple harvest of the orchard. '.repeat(200).trim()}`;
    const document = await callTool('knowmind_upload_document', { title: 'Orchard', content: text }, { by });
    const { json } = await callTool('search', { query: 'apple orchard' }, { by });
    const { url } = by.app;
    expect(json.results).toHaveLength(2);
    expect(json.results).toContainEqual({
      id: memory.json.id,
      title: expect.stringContaining('orchard'),
      url: `${url}/memories/${memory.json.id}`,
    });
    expect(json.results).toContainEqual({
      id: document.json.id,
      title: 'Orchard',
      url: `${url}/documents/${document.json.id}`,
    });
    const page = await callTool('fetch', { id: memory.json.id }, { by });
    expect(page.json).toMatchObject({ text: 'The orchard has apple trees.', metadata: { kind: 'memory' } });
    expect((await callTool('fetch', { id: document.json.id }, { by })).json).toMatchObject({
      title: 'Orchard',
      text,
    });
    expect((await callTool('fetch', { id: document.json.id })).json.error).toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('no such memory or document'),
    });
    expect((await callTool('fetch', { id: 'first' })).body.error.message).toContain('id: It has to be an id');
  });
});

describe('both eras', () => {
  test('2025: initialize answers with the version asked for and what a model is told', async () => {
    const clientInfo = { name: 'test', version: '1' };
    for (const protocolVersion of ['2025-06-18', '2025-11-25']) {
      const { body } = await rpc('initialize', { protocolVersion, capabilities: {}, clientInfo });
      expect(body.result).toMatchObject({ protocolVersion, serverInfo: { name: 'knowmind' }, instructions });
      expect(body.result.capabilities).toEqual({ tools: {}, prompts: {} });
    }
    const note = { jsonrpc: '2.0', method: 'notifications/initialized' };
    expect((await tenant.call('POST', path, note)).status).toBe(202);
    expect((await rpc('ping')).body.result).toEqual({});
    expect(instructions.slice(0, 512)).toMatch(/Recall first.*Store what is worth.*Link it/s);
  });
  test('the command line names the versions that the server has', () => {
    for (const version of protocolVersions) expect(SUPPORTED_PROTOCOL_VERSIONS).toContain(version);
  });
  test('2026-07-28: discovers, lists and calls without a handshake', async () => {
    const found = await modern('server/discover');
    expect(found.body.result).toMatchObject({ supportedVersions: ['2026-07-28'], instructions });
    const listed = await modern('tools/list');
    expect(listed.body.result).toMatchObject({ resultType: 'complete', cacheScope: 'private' });
    expect(listed.body.result.tools).toHaveLength(toolNames.length);
    const called = await modern('tools/call', { name: 'knowmind_get_stats', arguments: {} });
    expect(called.status).toBe(200);
    expect(called.headers.get('content-type')).toBe('application/json');
    expect(called.body.result.structuredContent.memories).toEqual(expect.any(Number));
    const older = await modern('tools/call', { name: 'knowmind.stats', arguments: {} });
    expect(older.body.result.structuredContent).toBeDefined();
  });
  test('2026-07-28: a header that contradicts the body, an unknown method and a subscription are refused', async () => {
    const wrong = await modern('tools/call', { name: 'search', arguments: {} }, { 'mcp-name': 'fetch' });
    expect(wrong.status).toBe(400);
    expect((await modern('tools/destroy')).status).toBe(404);
    expect((await modern('subscriptions/listen', { subscriptions: {} })).body).toMatchObject({
      id: 7,
      error: { code: -32601 },
    });
  });
  test.each(['2025', '2026'])('%s: one event, for a client that reads nothing but events', async (era) => {
    const headers = { accept: 'text/event-stream' };
    const params = { name: 'knowmind_get_stats', arguments: {} };
    const { headers: got, text } =
      era === '2025'
        ? await rpc('tools/call', params, { headers })
        : await modern('tools/call', params, headers);
    expect(got.get('content-type')).toBe('text/event-stream');
    const [, data = ''] = /^event: message\ndata: (.*)\n\n$/.exec(text) ?? [];
    expect(JSON.parse(data)).toMatchObject({
      id: 7,
      result: { structuredContent: { memories: expect.any(Number) } },
    });
  });
  test('a client that reads both gets JSON', async () => {
    const headers = { accept: 'application/json, text/event-stream' };
    expect((await rpc('tools/list', {}, { headers })).headers.get('content-type')).toBe('application/json');
  });
});

describe('without signing in', () => {
  test('GET describes the server; a stream of events is not there', async () => {
    for (const at of [path, '/mcp']) {
      const { status, body } = await tenant.call('GET', at, undefined, { token: null });
      expect(status).toBe(200);
      expect(Object.keys(body)).toEqual(['name', 'version', 'protocolVersion', 'tools']);
      expect(body.tools.map(({ name }: { name: string }) => name)).toEqual(toolNames);
      const stream = { token: null, headers: { accept: 'text/event-stream' } };
      expect((await tenant.call('GET', at, undefined, stream)).status).toBe(405);
      const deleted = await tenant.call('DELETE', at);
      expect(deleted.status).toBe(405);
      expect(deleted.headers.get('allow')).toBe('GET, POST');
    }
  });
  test.each([path, '/mcp'])('%s: everything else is 401 that says where to find out how', async (at) => {
    for (const method of ['initialize', 'tools/list', 'tools/call', 'ping']) {
      const { status, headers, body } = await rpc(method, {}, { token: null, path: at });
      expect(status).toBe(401);
      expect(body.error.code).toBe('unauthenticated');
      const metadata = `${tenant.app.url}/.well-known/oauth-protected-resource${at}`;
      expect(headers.get('www-authenticate')).toBe(
        `Bearer scope="read write", resource_metadata="${metadata}"`,
      );
      const document = await request(tenant.app, 'GET', new URL(metadata).pathname);
      expect(document.body.resource).toBe(tenant.app.url + at);
    }
  });
  test('an address of ours that does not exist is 404 in JSON, not the dashboard', async () => {
    for (const at of ['/.well-known/nothing', '/mcp/v2'])
      expect((await tenant.call('GET', at)).body.error.code).toBe('not_found');
  });
  test('a session cookie does not count', async () => {
    const { status } = await rpc(
      'tools/list',
      {},
      { token: null, headers: { cookie: 'knowmind_session=x' } },
    );
    expect(status).toBe(401);
  });
});

describe('refused as over REST', () => {
  test('garbage, unknown and revoked tokens are 401', async () => {
    const made = await tenant.makeToken({ name: 'ends', scopes: ['read'] });
    await tenant.call('DELETE', `/api/v1/tokens/${made.id}`);
    for (const token of ['kmt_x', createSecret(), made.token]) {
      const { status, headers, body } = await rpc('tools/list', {}, { token });
      expect(status).toBe(401);
      expect(body.error.code).toBe('invalid_token');
      expect(headers.get('www-authenticate')).toMatch(
        /^Bearer error="invalid_token", scope=.*resource_metadata=/,
      );
    }
    expect((await tenant.call('POST', `${path}?token=x`, {})).body.error.code).toBe('token_in_query');
  });
  test('tools are listed by scope, and one beyond it is 403 that names the scope', async () => {
    for (const scope of ['read', 'write'] as const) {
      const { token } = await tenant.makeToken({ name: scope, scopes: [scope] });
      const listed = (await rpc('tools/list', {}, { token })).body.result.tools;
      expect(listed.map(({ name }: { name: string }) => name)).toEqual(
        toolNames.filter((name) => tools[name].scope === scope),
      );
      const other = scope === 'read' ? 'write' : 'read';
      const beyond = toolNames.filter((name) => tools[name].scope === other);
      for (const name of [...beyond, scope === 'read' ? 'knowmind.store' : 'knowmind_health']) {
        const { status, headers, body } = await callTool(name, {}, { token });
        expect(status, name).toBe(403);
        expect(body.error).toMatchObject({ code: 'insufficient_scope', requiredScope: other });
        expect(headers.get('www-authenticate')).toContain(
          `Bearer error="insufficient_scope", scope="${other}"`,
        );
        expect(headers.get('www-authenticate')).toContain('resource_metadata="');
      }
    }
    const admin = await tenant.makeToken({ name: 'admin', scopes: ['admin'] });
    expect((await rpc('tools/list', {}, { token: admin.token })).body.result.tools).toEqual([]);
  });
  test('a plan without tokens is 402, for whatever is asked', async () => {
    const poor = await createTenant(await sharedApp(), 'business');
    for (const method of ['initialize', 'tools/list', 'tools/call']) {
      const { status, body } = await rpc(method, { name: 'search' }, { by: poor });
      expect(status).toBe(402);
      expect(body.error).toMatchObject({ code: 'plan_required', requiredPlan: 'business_api' });
    }
  });
  test('too many calls are 429 with the time to wait, counted together with REST', async () => {
    const app = await startTestApp({ KNOWMIND_CALLS_PER_MINUTE: '3' });
    const by = await createTenant(app);
    await by.call('GET', '/api/v1/stats');
    expect((await rpc('tools/list', {}, { by })).headers.get('ratelimit-remaining')).toBe('1');
    await callTool('knowmind_get_stats', {}, { by });
    const { status, headers, body } = await rpc('ping', {}, { by });
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body.error.code).toBe('rate_limited');
    await app.stop();
  });
  test('pages of other origins and foreign names of this machine are 403', async () => {
    const own = new URL(tenant.app.url).origin;
    for (const origin of [own, 'https://claude.ai', 'https://chatgpt.com'])
      expect((await rpc('ping', {}, { headers: { origin } })).status).toBe(200);
    for (const origin of ['https://evil.example', 'null', `${own}.evil.example`])
      expect((await rpc('ping', {}, { headers: { origin } })).status).toBe(403);
    const { port } = new URL(tenant.app.url);
    for (const name of ['localhost', 'LOCALHOST', '127.0.0.1'])
      expect((await atHost(tenant, `${name}:${port}`)).status).toBe(401);
    for (const host of [`rebound.example:${port}`, 'localhost', `localhost.evil.example:${port}`])
      expect((await atHost(tenant, host)).status).toBe(403);
  });
  test('with a public address it is known by that and by this machine’s, and each is told its own', async () => {
    const app = await startTestApp({ KNOWMIND_PUBLIC_URL: 'https://memory.example.org' });
    const by = await createTenant(app);
    const { port } = new URL(app.url);
    for (const [host, base] of [
      ['memory.example.org', 'https://memory.example.org'],
      [`127.0.0.1:${port}`, `http://127.0.0.1:${port}`],
    ] as const) {
      const answer = await atHost(by, host);
      expect(answer.status).toBe(401);
      expect(answer.challenge).toContain(`"${base}/.well-known/oauth-protected-resource${path}"`);
    }
    expect((await atHost(by, 'other.example.org')).status).toBe(403);
    const fact = await callTool('knowmind_store_memory', { content: 'Known by a public name.' }, { by });
    const page = `https://memory.example.org/memories/${fact.json.id}`;
    expect((await callTool('fetch', { id: fact.json.id }, { by })).json.url).toBe(page);
    await app.stop();
  });
  test('a name of this machine that no token is issued for is told the public one', async () => {
    const app = await startTestApp({
      KNOWMIND_HOST: '0.0.0.0',
      KNOWMIND_PUBLIC_URL: 'https://m.example.org',
    });
    const { challenge } = await atHost(await createTenant(app), `0.0.0.0:${new URL(app.url).port}`);
    expect(challenge).toContain(`"https://m.example.org/.well-known/oauth-protected-resource${path}"`);
    await app.stop();
  });
  test('a slash behind the address is no other address', async () => {
    const { app } = tenant;
    for (const at of ['/mcp/', `${path}/`]) {
      const message = { jsonrpc: '2.0', id: 1, method: 'ping' };
      expect((await tenant.call('POST', at, message)).status).toBe(200);
      const refused = await request(app, 'POST', at, message);
      const [, metadata = ''] =
        /resource_metadata="([^"]+)"/.exec(refused.headers.get('www-authenticate') ?? '') ?? [];
      expect(await (await fetch(metadata)).json()).toMatchObject({ resource: app.url + at });
    }
  });
  test('a trusted proxy may call it by any name', async () => {
    const app = await startTestApp({ KNOWMIND_TRUSTED_PROXIES: '127.0.0.0/8,::1/128' });
    expect((await atHost(await createTenant(app), 'backend:8080')).status).toBe(401);
    await app.stop();
  });
});

/** A call without a token; fetch would set the Host header itself. */
function atHost({ app }: Tenant, host: string): Promise<{ status: number; challenge: string }> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const headers = { host, 'content-type': 'application/json' };
    send({ hostname, port, path, method: 'POST', headers }, (answer) =>
      resolve({
        status: answer.resume().statusCode ?? 0,
        challenge: answer.headers['www-authenticate'] ?? '',
      }),
    )
      .once('error', reject)
      .end('{}');
  });
}

describe('errors of the protocol', () => {
  test.each([
    ['not JSON', '{', 400, -32700],
    ['nothing', '', 400, -32700],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', 400, -32600],
    ['a number', '5', 400, -32600],
    ['no JSON-RPC', '{"id":1,"method":"ping"}', 400, -32600],
    ['a method that is no text', '{"jsonrpc":"2.0","id":1,"method":5}', 400, -32600],
    ['an unknown method', '{"jsonrpc":"2.0","id":1,"method":"tools/erase"}', 200, -32601],
    ['no name', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}', 200, -32602],
    ['params that are a list', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}', 400, -32600],
  ])('%s', async (_, body, status, code) => {
    const answer = await tenant.call('POST', path, body, { headers: { 'content-type': 'application/json' } });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ jsonrpc: '2.0', error: { code } });
  });
  test('an unknown tool, an unknown prompt and arguments that are no object are -32602 that name what is wrong', async () => {
    for (const name of ['knowmind_erase', '__proto__', 'toString', 'x'.repeat(5000)]) {
      const { body, text } = await callTool(name);
      expect(body.error).toMatchObject({
        code: -32602,
        message: expect.stringMatching(/name: There is no tool/),
      });
      expect(text.length).toBeLessThan(400);
    }
    expect((await rpc('prompts/get', { name: 'none' })).body.error).toMatchObject({ code: -32602 });
    for (const args of ['text', [1], 5]) {
      const { body } = await callTool('search', args);
      expect(body.error).toMatchObject({ code: -32602, message: expect.stringContaining('arguments') });
    }
  });
  test('a message of the wrong form is told in words, and a handshake of it is no failure of the server', async () => {
    const handshake = await rpc('initialize', { protocolVersion: '2025-11-25' });
    expect(handshake.body.error).toMatchObject({
      code: -32602,
      message: expect.stringContaining('capabilities: '),
    });
    const call = await rpc('tools/call', { arguments: {} });
    expect(call.body.error).toMatchObject({ code: -32602, message: expect.stringContaining('name: ') });
    for (const { body } of [handshake, call]) expect(body.error.message).not.toMatch(/[[{\n]/);
  });
  test('null for the arguments is none of them, in either way', async () => {
    const params = { name: 'knowmind_get_stats', arguments: null };
    for (const more of [{}, { _meta: { progressToken: 1 } }]) {
      const { body } = await rpc('tools/call', { ...params, ...more });
      expect(body.result.structuredContent).toMatchObject({ documents: expect.any(Number) });
    }
  });
  test('another content type is 415, and a body over the limit 413', async () => {
    const xml = await tenant.call('POST', path, '<a/>', { headers: { 'content-type': 'text/xml' } });
    expect(xml.status).toBe(415);
    const huge = await callTool('knowmind_store_memory', { content: 'x'.repeat(11 * 1024 * 1024) });
    expect(huge.status).toBe(413);
  });
});

describe('bad arguments are an error of the protocol, and named as the tool names them', () => {
  test.each([
    ['knowmind_store_memory', {}, 'content', 'It is missing.'],
    ['knowmind_store_memory', { content: 5 }, 'content', 'It has to be a text.'],
    ['knowmind_store_memory', { content: 'x', titel: 'y' }, 'titel', 'The arguments are content, title'],
    ['knowmind_store_memory', { content: 'x', relations: [{ object: 'A' }] }, 'relations.0.predicate', ''],
    ['knowmind_recall_memories', { query: 'x', k: 26 }, 'k', 'at most 25'],
    ['knowmind_recall_memories', { query: 'x', hops: 4 }, 'hops', 'at most 3'],
    ['knowmind_recall_at_time', { query: 'x', as_of: 'soon' }, 'as_of', 'a time such as'],
    ['knowmind_list_recent', { k: 51 }, 'k', 'at most 50'],
    ['knowmind_list_relations', {}, 'memory_id', 'It is missing.'],
    ['knowmind_list_relations', { memory_id: 'x' }, 'memory_id', 'an id such as'],
    ['knowmind_update_fact', { target_id: 'x', new_content: 'y' }, 'target_id', 'an id such as'],
    ['knowmind_update_fact', { content: 'x' }, 'content', 'The arguments are target_id, '],
    ['knowmind_update_fact', { target_id: unknownId }, 'new_content', 'It is missing.'],
    ['knowmind_link_entities', { from_id: unknownId, to_id: unknownId }, 'rel_type', 'It is missing.'],
    ['knowmind_get_stats', { days: 3 }, 'days', 'takes no arguments'],
    ['knowmind_upload_document', { content: 'x' }, 'title', 'It is missing.'],
    ['knowmind_upload_document', { title: 'x' }, 'content', 'It is missing.'],
    ['search', {}, 'query', 'It is missing.'],
  ])('%s %j', async (name, args, field, words) => {
    const { status, body } = await callTool(name, args);
    expect(status).toBe(200);
    expect(body).toEqual({
      jsonrpc: '2.0',
      id: expect.anything(),
      error: { code: -32602, message: expect.anything(), data: expect.anything() },
    });
    const { message, data } = body.error;
    expect(data).toMatchObject({ code: 'invalid_request', requestId: expect.any(String) });
    expect(data.details[0]).toMatchObject({ path: field, message: expect.stringContaining(words) });
    expect(message).toMatch(new RegExp(`^The arguments are not valid. ${field}: `));
    expect(message.match(/not valid/g)).toHaveLength(1);
  });
});

describe('what a tool finds wrong', () => {
  test('with an unknown id, another workspace’s id, a lost race, a secret or a megabyte is its own failure', async () => {
    const foreign = await callTool('knowmind_store_memory', { content: 'Nobody else’s.' }, { by: stranger });
    for (const id of [unknownId, foreign.json.id]) {
      for (const [name, args] of [
        ['knowmind_list_relations', { memory_id: id }],
        ['knowmind_update_fact', { target_id: id, new_content: 'x' }],
        ['fetch', { id }],
      ] as const) {
        const { result, json, text } = await callTool(name, args);
        expect(result.isError, name).toBe(true);
        expect(json.error.code).toBe('not_found');
        expect(text).not.toContain('Nobody');
      }
    }
    const first = await callTool('knowmind_store_memory', { content: 'A fact that two would change.' });
    const change = { target_id: first.json.id, new_content: 'Changed.' };
    const won = await callTool('knowmind_update_fact', change);
    const lost = await callTool('knowmind_update_fact', { ...change, new_content: 'Changed otherwise.' });
    expect(lost.json.error).toMatchObject({ code: 'conflict', currentId: won.json.id });
    const secret = createSecret();
    const refused = await callTool('knowmind_store_memory', { content: `My token is ${secret}` });
    expect(refused.json.error.code).toBe('looks_like_secret');
    expect(refused.text).not.toContain(secret);
    const large = await callTool('knowmind_store_memory', { content: 'x'.repeat(1024 * 1024) });
    expect(large.json.error.code).toBe('payload_too_large');
  });
  test('hostile keys and depths are refused without harm', async () => {
    const sent =
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","arguments":{"query":"x","__proto__":{"a":1}}}}';
    const polluted = await tenant.call('POST', path, sent, {
      headers: { 'content-type': 'application/json' },
    });
    expect(polluted.body.result.structuredContent).toEqual({ results: expect.any(Array) });
    expect(Object.keys(Object.prototype)).toEqual([]);
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    for (const field of ['"content":"x","tags":', '"content":']) {
      const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"knowmind_store_memory","arguments":{${field}${deep}}}}`;
      const answer = await tenant.call('POST', path, body, {
        headers: { 'content-type': 'application/json' },
      });
      expect(answer.status).toBe(200);
      expect(answer.body.result.isError).toBe(true);
    }
    const key = createSecret();
    for (const answer of [await callTool('search', { [key]: 1 }), await callTool(key)])
      expect(answer.text).not.toContain(key.slice(0, 20));
  });
});

test('the prompts are listed and filled in', async () => {
  const { body } = await rpc('prompts/list');
  expect(body.result.prompts.map(({ name }: { name: string }) => name)).toEqual(Object.keys(prompts));
  const filled = await rpc('prompts/get', { name: 'recall_first', arguments: { topic: 'the lease' } });
  expect(filled.body.result.messages[0].content.text).toContain('about this: the lease');
  const bare = await rpc('prompts/get', { name: 'recall_first' });
  expect(bare.body.result.messages[0].content.text).toContain('what we are talking about');
});

describe('what goes wrong behind the door', () => {
  const get = (services: object, caller: object): McpCall =>
    ({
      services: { ...tenant.app.services, ...services },
      caller: { ...tenant.owner, ...caller },
    }) as McpCall;

  test('a refusal that comes only there is kept for the HTTP status', async () => {
    const call = get({}, { scopes: [] });
    await expect(callToolOf(call, 'knowmind_get_stats', {})).rejects.toThrow('does not allow this');
    expect(call.refusal?.status).toBe(403);
  });
  test('a bug is logged, and answered without its text', async () => {
    const call = get({ db: undefined }, { requestId: 'request-of-a-bug' });
    await expect(callToolOf(call, 'knowmind_get_stats', {})).rejects.toMatchObject({
      code: -32603,
      message: expect.stringMatching(/^Something went wrong here.*request-of-a-bug/),
    });
    expect(tenant.app.logged.join('')).toContain('request-of-a-bug');
  });
});
