import { beforeAll, expect, test } from 'vitest';
import { invoke } from '../packages/server/src/invoke.ts';
import { verifyToken } from '../packages/server/src/token/index.ts';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
});
const store = (body: unknown) => tenant.call('POST', '/api/v1/memory/entries', body);
const recall = async (query: string, more = {}) =>
  (await tenant.call('POST', '/api/v1/memory/recall', { query, ...more })).body.items;

test('what is stored is recalled, in English and German, however the umlaut is typed', async () => {
  const contract = (await store({ content: 'The contract with Globex ends on 31 March.' })).body;
  const lease = (
    await store({ content: 'Die Verlängerung des Vertrags mit Müller läuft bis Mai.', tags: ['vertrag'] })
  ).body;
  await store({ content: 'The coffee machine is on the second floor.' });
  expect((await recall('When do contracts end?'))[0].memory_id).toBe(contract.id);
  expect((await recall('Vertragsverlängerung'))[0].memory_id).toBe(lease.id);
  expect((await recall('mueller verlaengerung'))[0].memory_id).toBe(lease.id);
  expect(await recall('contract', { tags: ['vertrag'] })).toEqual([]);
  expect(await recall('submarine')).toEqual([]);
});
test('the same content again is unchanged, also when stored twenty times at once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => store({ content: 'Stored at once.\r\n' })),
  );
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers.filter(({ body }) => !body.unchanged)).toHaveLength(1);
});
test('an idempotency key repeats the answer, and refuses another body', async () => {
  const headers = { 'idempotency-key': 'key-1' };
  const send = (content: string) => tenant.call('POST', '/api/v1/memory/entries', { content }, { headers });
  const first = await send('once');
  expect((await send('once')).body).toEqual(first.body);
  expect((await send('twice')).body.error.code).toBe('idempotency_conflict');
});
test('a repeated answer is in the audit log, and is not given to a token that ended meanwhile', async () => {
  const { token, id } = await tenant.makeToken({ name: 'repeater', scopes: ['write'] });
  const headers = { 'idempotency-key': 'key-2' };
  const send = () => tenant.call('POST', '/api/v1/memory/entries', { content: 'again' }, { headers, token });
  await send();
  await send();
  const { items } = (await tenant.call('GET', `/api/v1/audit?actorId=${id}`)).body;
  expect(items.map((entry: { details: unknown }) => entry.details)).toEqual([{ replayed: true }, null]);
  const { services } = tenant.app;
  const verified = await verifyToken(services, token, tenant.owner);
  const actor = { ...verified, type: 'token' as const };
  await tenant.call('DELETE', `/api/v1/tokens/${id}`);
  const caller = { ...tenant.owner, actor, scopes: verified.scopes };
  await expect(
    invoke(services, 'storeMemory', { caller, input: { content: 'again' }, idempotencyKey: 'key-2' }),
  ).rejects.toMatchObject({ code: 'invalid_token' });
});
test('bad input is refused with a clear error and nothing is stored', async () => {
  const before = (await tenant.call('GET', '/api/v1/stats')).body.memories;
  expect((await store({ content: '  ' })).status).toBe(400);
  expect((await store({ content: 7 })).body.error.details[0].path).toBe('content');
  expect((await store({ content: 'x'.repeat(100 * 1024 + 1) })).status).toBe(413);
  expect((await store({ content: 'x', title: 't'.repeat(501) })).status).toBe(400);
  const secret = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
  const refused = await store({ content: `key:\n${secret}` });
  expect(refused.status).toBe(422);
  expect(refused.body.error.code).toBe('looks_like_secret');
  expect(refused.text).not.toContain(secret);
  expect((await tenant.call('GET', '/api/v1/stats')).body.memories).toBe(before);
});
test('hostile text is stored and found', async () => {
  const content = "Robert'); DROP TABLE memory;-- \\ \u0000 🙂 'quoted' : & | !";
  const { status } = await store({ content });
  expect(status).toBe(201);
  expect((await recall("robert'); drop & | ! : \\"))[0].content).toContain('DROP TABLE');
});
test('lists are paged by cursor, and a made-up cursor is refused', async () => {
  const first = (await tenant.call('GET', '/api/v1/memory/entries?limit=2')).body;
  const second = (await tenant.call('GET', `/api/v1/memory/entries?limit=2&cursor=${first.nextCursor}`)).body;
  expect(first.items).toHaveLength(2);
  expect(second.items.map(({ id }: { id: string }) => id)).not.toContain(first.items[0].id);
  expect((await tenant.call('GET', '/api/v1/memory/entries?cursor=abc')).status).toBe(400);
});
test('another workspace\u2019s memory is not found', async () => {
  const other = await createTenant(await sharedApp());
  const { id } = (await other.call('POST', '/api/v1/memory/entries', { content: 'secret plan' })).body;
  expect((await tenant.call('GET', `/api/v1/memory/entries/${id}`)).status).toBe(404);
  expect(await recall('secret plan')).toEqual([]);
});
test('a plan with a limit of 100 memories refuses the next with 402', async () => {
  const small = await createTenant(await sharedApp());
  for (let n = 0; n < 100; n += 1)
    await small.call('POST', '/api/v1/memory/entries', { content: `note ${n}` });
  const { invoke } = await import('../packages/server/src/invoke.ts');
  const caller = {
    ...small.owner,
    workspace: { id: small.workspaceId, name: 'Acme', plan: 'private' as const },
  };
  await expect(
    invoke(small.app.services, 'storeMemory', { caller, input: { content: 'one more' } }),
  ).rejects.toMatchObject({ code: 'plan_required' });
});
test('a NUL or half a character in any field is left out, and is no failure of the server', async () => {
  const nul = await store({
    content: 'Nul in the fields',
    tags: ['a\u0000b'],
    source: 's\u0000',
    domain: 'd\ud800',
  });
  expect(nul.status).toBe(201);
  expect(nul.body).toMatchObject({ tags: ['ab'], source: 's' });
  expect((await store({ content: 'No title', title: '\u0000' })).status).toBe(400);
  expect(
    (await tenant.call('POST', '/api/v1/memory/recall', { query: 'nul', tags: ['a\u0000b'] })).status,
  ).toBe(200);
  for (const path of [
    'memory/entries?tags=a%00',
    'memory/entries?source=%00',
    'audit?action=%00',
    'audit?targetId=%00',
  ])
    expect((await tenant.call('GET', `/api/v1/${path}`)).status, path).toBeLessThan(500);
  expect((await tenant.call('POST', '/api/v1/tokens', { name: '\u0000', scopes: ['read'] })).status).toBe(
    400,
  );
});
test.each([
  ['after its end', '9999-12-31T23:59:59-23:59'],
  ['before its beginning', '0000-06-01T00:00:00Z'],
  ['before its beginning', '0001-01-01T00:00:00+00:01'],
])('a time that leaves the calendar in UTC %s is refused: %s', async (_, valid_from) => {
  expect((await store({ content: 'Far away', valid_from })).status).toBe(400);
  const token = { name: 'far', scopes: ['read'], expiresAt: valid_from };
  expect((await tenant.call('POST', '/api/v1/tokens', token)).status).toBe(400);
  const list = `/api/v1/memory/entries?as_of=${encodeURIComponent(valid_from)}`;
  expect((await tenant.call('GET', list)).status).toBe(400);
});
test('the first moment of the calendar is a time like any other', async () => {
  const { status, body } = await store({ content: 'Long ago', valid_from: '0001-01-01T00:00:00Z' });
  expect([status, body.valid_from]).toEqual([201, '0001-01-01T00:00:00.000Z']);
});
test('a request nested a hundred thousand levels deep is refused as such', async () => {
  const body = `{"content":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  const answer = await tenant.call('POST', '/api/v1/memory/entries', body);
  expect(answer.status).toBe(400);
  expect(answer.body.error.code).toBe('invalid_request');
});
