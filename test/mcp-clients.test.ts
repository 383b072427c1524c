import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toolNames } from '@knowmind/sdk';
import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSecret } from '../packages/server/src/token/secret.ts';
import { runLine, runMcp, type Surroundings } from './command-line.ts';
import { createTenant, makeFolder, sharedApp, startTestApp, type Tenant } from './harness.ts';
import { bin } from './spawn.ts';

const remote = fileURLToPath(new URL('../node_modules/mcp-remote/dist/proxy.js', import.meta.url));
const clientInfo = { name: 'test', version: '1' };
const open: { close(): Promise<void> }[] = [];
let tenant: Tenant;
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
});
afterEach(async () => {
  for (const client of open.splice(0)) await client.close();
});

/** What the tests need of either SDK's client. */
type Connected = {
  getInstructions(): string | undefined;
  listTools(): Promise<{ tools: { name: string }[] }>;
  listPrompts(): Promise<{ prompts: { name: string }[] }>;
  getPrompt(request: { name: string; arguments?: Record<string, string> }): Promise<{ messages: object[] }>;
  callTool(request: { name: string; arguments?: Record<string, unknown> }): Promise<Record<string, unknown>>;
};

async function connect2(transport: Transport, mode: 'legacy' | 'auto'): Promise<Client> {
  const client = new Client(clientInfo, { versionNegotiation: { mode } });
  open.push(client);
  await client.connect(transport);
  return client;
}

function overHttp(token = tenant.token, path = '/api/mcp/v1') {
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  return [new URL(tenant.app.url + path), { requestInit }] as const;
}

async function connect1(token?: string, path?: string): Promise<Client1> {
  const client = new Client1(clientInfo);
  open.push(client);
  // Its own types do not agree under exactOptionalPropertyTypes.
  await client.connect(new Transport1(...overHttp(token, path)) as never);
  return client;
}

/** The built program, as an AI client starts it. */
function asChild(env: Record<string, string> = {}, home = makeFolder()) {
  return new StdioClientTransport({
    command: process.execPath,
    args: [bin, 'mcp'],
    env: { HOME: home, KNOWMIND_API_URL: tenant.app.url, KNOWMIND_TOKEN: tenant.token, LANG: 'C', ...env },
    stderr: 'pipe',
  });
}

/** mcp-remote between a client that starts commands and the service's address. */
function byRemote(token = tenant.token) {
  const target = [`${tenant.app.url}/api/mcp/v1`, '--header', `Authorization: Bearer ${token}`];
  return new StdioClientTransport({
    command: process.execPath,
    args: [remote, ...target, '--transport', 'http-only'],
    env: { HOME: makeFolder(), PATH: process.env.PATH ?? '' },
    stderr: 'pipe',
  });
}

const clients: [string, () => Promise<Connected>][] = [
  ['SDK 2, 2025', () => connect2(new StreamableHTTPClientTransport(...overHttp()), 'legacy')],
  ['SDK 2, newest', () => connect2(new StreamableHTTPClientTransport(...overHttp()), 'auto')],
  [
    'SDK 2, newest, under the alias',
    () => connect2(new StreamableHTTPClientTransport(...overHttp(tenant.token, '/mcp')), 'auto'),
  ],
  ['SDK 1', async () => (await connect1()) as unknown as Connected],
  ['SDK 2 by mcp-remote', () => connect2(byRemote(), 'legacy')],
  ['SDK 2 by the command, 2025', () => connect2(asChild(), 'legacy')],
  ['SDK 2 by the command, newest', () => connect2(asChild(), 'auto')],
];

test.each([
  ['legacy', '2025-11-25'],
  ['auto', '2026-07-28'],
] as const)('SDK 2 in mode %s agrees on %s, over HTTP and by the command', async (mode, version) => {
  for (const transport of [new StreamableHTTPClientTransport(...overHttp()), asChild()])
    expect((await connect2(transport, mode)).getNegotiatedProtocolVersion()).toBe(version);
});

describe.each(clients)('%s', (_, connect) => {
  test('connects, lists, prompts, and every answer fits the schema that it was promised', async () => {
    const client = await connect();
    expect(client.getInstructions()).toContain('Recall first');
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(toolNames);
    expect((await client.listPrompts()).prompts).toHaveLength(3);
    expect((await client.getPrompt({ name: 'status' })).messages).toHaveLength(1);
    // The clients validate structured content against the output schema, and throw where it does not fit.
    const call = async (name: string, args: Record<string, unknown> = {}) => {
      const result = await client.callTool({ name, arguments: args });
      expect(result.isError, `${name}: ${JSON.stringify(result.content)}`).toBeFalsy();
      return result.structuredContent as Record<string, never>;
    };
    const fact = await call('knowmind_store_memory', {
      content: `The bridge was painted\u2028on ${crypto.randomUUID()}.`,
      source: 'diary',
      relations: [{ predicate: 'ABOUT', object: 'Bridge', object_class: 'Topic' }],
    });
    await call('knowmind_upload_document', { title: 'Bridge', content: '# Paint\n\nThe bridge is red.' });
    const found = await call('knowmind_recall_memories', { query: 'bridge painted', k: 25 });
    expect(found.items).not.toHaveLength(0);
    await call('knowmind_recall_at_time', { query: 'bridge' });
    await call('knowmind_list_recent');
    await call('knowmind_list_relations', { memory_id: fact.id });
    await call('knowmind_get_schema');
    await call('knowmind_get_stats');
    await call('knowmind_get_health');
    const person = await call('knowmind_upsert_entity', { name: 'Per Holm', entity_class: 'Person' });
    const firm = await call('knowmind_upsert_entity', { name: 'Holm Ltd', entity_class: 'Organization' });
    const ends = { from_id: person.id, to_id: firm.id, rel_type: 'WORKS_FOR' };
    await call('knowmind_link_entities', ends);
    await call('knowmind_unlink_entities', ends);
    await call('search', { query: 'bridge' });
    await call('fetch', { id: fact.id });
    const update = { target_id: fact.id, new_content: `The bridge is blue: ${crypto.randomUUID()}.` };
    await call('knowmind_update_fact', update);
    await expect(client.callTool({ name: 'knowmind_list_recent', arguments: { k: 'many' } })).rejects.toThrow(
      'k: It has to be a number.',
    );
    await expect(client.callTool({ name: 'knowmind_erase' })).rejects.toThrow('There is no tool');
  });
});

describe('a client with a bad token', () => {
  test.each([
    [
      'SDK 2, 2025',
      (token: string) => connect2(new StreamableHTTPClientTransport(...overHttp(token)), 'legacy'),
    ],
    [
      'SDK 2, newest',
      (token: string) => connect2(new StreamableHTTPClientTransport(...overHttp(token)), 'auto'),
    ],
    ['SDK 1', (token: string) => connect1(token)],
    ['the command, 2025', (token: string) => connect2(asChild({ KNOWMIND_TOKEN: token }), 'legacy')],
    ['the command, newest', (token: string) => connect2(asChild({ KNOWMIND_TOKEN: token }), 'auto')],
  ])('%s: is never connected', async (_, connect) => {
    await expect(connect(createSecret())).rejects.toThrow();
  });
});

describe('knowmind mcp', () => {
  const message = (id: number, method: string, params: object = {}) =>
    JSON.stringify({ jsonrpc: '2.0', id, method, params });
  async function say(lines: string[], surroundings: Surroundings = {}, at = tenant) {
    const answer = await runMcp(at, lines, surroundings);
    expect(answer.code).toBe(0);
    return answer;
  }

  test('without a token it describes itself, and every call says how to sign in', async () => {
    const client = await connect2(asChild({ KNOWMIND_TOKEN: '' }), 'auto');
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    expect(client.getInstructions()).toContain('knowmind login');
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(toolNames);
    expect((await client.listPrompts()).prompts).toHaveLength(3);
    await expect(client.callTool({ name: 'knowmind_get_stats' })).rejects.toMatchObject({
      code: -32001,
      message: expect.stringContaining('knowmind login'),
    });
  });
  test.each([
    ['cursor-vscode', 'knowmind-mcp/VERSION (cursor-vscode)'],
    ['a) b\r\nx-evil: 1 ü', 'knowmind-mcp/VERSION (a  b  x-evil: 1)'],
    ['x'.repeat(500), `knowmind-mcp/VERSION (${'x'.repeat(80)})`],
    ['', 'knowmind-mcp/VERSION'],
  ])('the audit log has the program that started it: %j', async (name, expected) => {
    const { id, token: KNOWMIND_TOKEN } = await tenant.makeToken({ name: 'program', scopes: ['read'] });
    const env = { KNOWMIND_TOKEN };
    const starting = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name, version: '1' } };
    const call = message(2, 'tools/call', { name: 'knowmind_get_stats', arguments: {} });
    await say([message(1, 'initialize', starting), call], { env });
    const { body } = await tenant.call('GET', `/api/v1/audit?actorId=${id}`);
    const seen = body.items.map(({ client }: { client: string }) =>
      client.replace(/\d+\.\d+\.\d+/, 'VERSION'),
    );
    expect(seen).toEqual([expected]);
  });
  test('a token that is signed in later holds from the next call', async () => {
    const home = makeFolder();
    const client = await connect2(asChild({ KNOWMIND_TOKEN: '' }, home), 'legacy');
    await expect(client.callTool({ name: 'knowmind_get_stats' })).rejects.toThrow('Not signed in');
    mkdirSync(join(home, '.knowmind'));
    writeFileSync(join(home, '.knowmind/config.json'), JSON.stringify({ token: tenant.token }));
    expect((await client.callTool({ name: 'knowmind_get_stats' })).isError).toBeFalsy();
  });
  test('with a refused token all but ping is -32001 with the reason, in the user’s language', async () => {
    const revoked = await tenant.makeToken({ name: 'gone', scopes: ['read'] });
    await tenant.call('DELETE', `/api/v1/tokens/${revoked.id}`);
    for (const KNOWMIND_TOKEN of [revoked.token, createSecret(), 'kmt_ä', 'x']) {
      const env = { KNOWMIND_TOKEN };
      const { answers } = await say(
        [message(1, 'ping'), message(2, 'initialize'), message(3, 'tools/list')],
        { env },
      );
      expect(answers[0].result).toEqual({});
      for (const { error } of answers.slice(1)) {
        expect(error.code).toBe(-32001);
        expect(error.message).toContain('knowmind login');
      }
    }
    const env = { KNOWMIND_TOKEN: revoked.token, LANG: 'de_DE.UTF-8' };
    const { answers } = await say([message(1, 'tools/list')], { env });
    expect(answers[0].error.message).toContain('Im Dashboard');
  });
  test('a missing scope, and a service that is away or is another, are said', async () => {
    const writer = await tenant.makeToken({ name: 'writer', scopes: ['write'] });
    const narrow = await say([message(1, 'tools/call', { name: 'search', arguments: { query: 'x' } })], {
      env: { KNOWMIND_TOKEN: writer.token },
    });
    expect(narrow.answers[0].error).toMatchObject({
      code: -32001,
      message: expect.stringContaining('"read"'),
    });
    const env = { KNOWMIND_TOKEN: tenant.token };
    const away = await say([message(1, 'initialize')], {
      env: { ...env, KNOWMIND_API_URL: 'http://127.0.0.1:1' },
    });
    expect(away.answers[0].error).toMatchObject({
      code: -32000,
      message: expect.stringContaining('No answer from'),
    });
    const other = createServer((_, answer) => answer.writeHead(404).end('<h1>Not here</h1>')).listen(0);
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const wrong = await say([message(1, 'initialize')], { env: { ...env, KNOWMIND_API_URL: url } });
    expect(wrong.answers[0].error.message).toContain('not as knowmind does');
    other.close();
  });
  test('what is no message is answered as such, and notifications not at all', async () => {
    const note = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
    const env = { KNOWMIND_TOKEN: tenant.token };
    const { answers } = await say(['{', '[]', '', note, message(1, 'nonsense')], { env });
    expect(answers.map(({ error }) => error.code).sort()).toEqual([-32601, -32700, -32700]);
  });
  test('a broken settings file is told at the terminal, before a client takes it for a server', async () => {
    const home = makeFolder();
    mkdirSync(join(home, '.knowmind'));
    writeFileSync(join(home, '.knowmind/config.json'), '{');
    const { code, out, err } = await runLine(tenant, ['mcp'], { home, input: message(1, 'ping') });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('is not valid');
  });
  test('too many calls are waited for, visibly', async () => {
    // A database server counts by its own clock.
    const app = await startTestApp({ KNOWMIND_CALLS_PER_MINUTE: '1', DATABASE_URL: '' });
    const at = await createTenant(app);
    await at.call('GET', '/api/v1/stats');
    app.clock.ms += 59_500;
    const { answers, err } = await say([message(1, 'tools/list')], { env: { KNOWMIND_TOKEN: at.token } }, at);
    expect(answers[0].result.tools).toHaveLength(toolNames.length);
    expect(err).toContain('Too many calls; waiting');
    await app.stop();
  });
});
