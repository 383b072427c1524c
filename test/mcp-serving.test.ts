import { beforeAll, expect, test } from 'vitest';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

// A well-formed call of a tool goes another way through the server than one with anything unusual about it.
let tenant: Tenant;
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
});

const plain = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'knowmind_get_stats', arguments: {} },
};
const send = (message: unknown, headers: Record<string, string> = {}) =>
  tenant.call('POST', '/mcp', message, { headers });

test('both ways answer the same', async () => {
  const fast = await send(plain);
  expect(fast.status).toBe(200);
  expect(fast.body.result.structuredContent).toMatchObject({ memories: 0 });
  const slow = await send({ ...plain, params: { ...plain.params, _meta: { progressToken: 'x' } } });
  expect(slow).toMatchObject({ status: 200, body: fast.body });
  for (const params of [
    { name: 'knowmind_list_recent', arguments: { k: 'many' } },
    { name: 'knowmind_nothing', arguments: {} },
    { name: 'knowmind_get_stats', arguments: [] },
    { name: 7 },
    {},
  ]) {
    const [one, other] = [
      await send({ ...plain, params }),
      await send({ ...plain, params: { ...params, _meta: { progressToken: 'x' } } }),
    ];
    expect(one.status).toBe(other.status);
    expect(withoutId(one.text)).toEqual(withoutId(other.text));
  }
});

function withoutId(text: string): unknown {
  return JSON.parse(text.replaceAll(/(requestId\\?":\\?")[\w-]+/g, '$1'));
}

/** A call of the revision 2026-07-28; `extra` in its envelope takes it out of the direct way. */
const selfContained = (params: { name: string; arguments?: unknown }, extra: object = {}) => {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'a client', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
    ...extra,
  };
  return send(
    { ...plain, params: { ...params, _meta } },
    { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': params.name },
  );
};

test.each([
  { name: 'knowmind_get_stats', arguments: {} },
  { name: 'knowmind_get_stats' },
  { name: 'knowmind_list_recent', arguments: { k: 'many' } },
  { name: 'fetch', arguments: { id: '01a213aa-e173-7213-addb-6d8466446e56' } },
  { name: 'knowmind_nothing', arguments: {} },
  { name: 'knowmind_get_stats', arguments: [] },
])('2026-07-28: both ways answer the same to %j', async (params) => {
  const [one, other] = [
    await selfContained(params),
    await selfContained(params, { 'example.org/trace': 'x' }),
  ];
  expect(one.status).toBe(other.status);
  expect(withoutId(one.text)).toEqual(withoutId(other.text));
});

test('2026-07-28: what a call needs to say of itself is asked for', async () => {
  const params = { name: 'knowmind_get_stats', arguments: {} };
  expect((await selfContained(params)).status).toBe(200);
  for (const missing of [
    { 'io.modelcontextprotocol/clientInfo': { name: 7 } },
    { 'io.modelcontextprotocol/clientCapabilities': [] },
    { 'io.modelcontextprotocol/protocolVersion': 7 },
  ]) {
    const { status, body } = await selfContained(params, missing);
    expect(status).toBe(400);
    expect(body.result).toBeUndefined();
  }
});

test.each([
  ['no version of the protocol', { ...plain, jsonrpc: '1.0' }],
  ['an id that is none', { ...plain, id: { $ne: 1 } }],
  ['null as id', { ...plain, id: null }],
  ['params that are a list', { ...plain, params: [] }],
  ['params that are a text', { ...plain, params: 'name' }],
  ['a method that is none', { ...plain, method: 7 }],
])('a message with %s is refused and reaches no tool', async (_, message) => {
  const { status, body } = await send(message);
  expect(status).toBe(400);
  expect(body.error.code).toEqual(expect.any(Number));
  expect(body.result).toBeUndefined();
});

test('a version that is not served is refused in either header or claim', async () => {
  expect((await send(plain, { 'mcp-protocol-version': '1999-01-01' })).status).toBe(400);
  const _meta = { 'io.modelcontextprotocol/protocolVersion': '1999-01-01' };
  const claimed = await send({ ...plain, params: { ...plain.params, _meta } });
  expect(claimed.status).toBe(400);
  expect((await send(plain, { 'mcp-protocol-version': '2026-07-28' })).status).toBe(400);
  expect((await send(plain, { 'mcp-protocol-version': '2025-06-18' })).status).toBe(200);
});

test('callers that use the same id at the same time each get their own answer', async () => {
  const other = await createTenant(tenant.app);
  await other.call('POST', '/api/v1/memory/entries', { content: 'A fact of somebody else.' });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? other : tenant).call('POST', '/mcp', plain).then(({ body }) => body),
    ),
  );
  const counts = answers.map(({ result }) => result.structuredContent.memories);
  expect(counts).toEqual(answers.map((_, index) => index % 2));
});

test('an answer of errors has the status that its revision gives it', async () => {
  const unknown = await send({ ...plain, method: 'resources/list' });
  expect(unknown.body.error.code).toBe(-32601);
  expect(await send({ jsonrpc: '2.0', method: 'notifications/initialized' })).toMatchObject({
    status: 202,
    text: '',
  });
  expect((await send({ ...plain, method: 'ping', params: undefined })).body.result).toEqual({});
});
