import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { findIndex } from '../packages/server/src/embedding/index.ts';
import { createTenant, makeFolder, startTestApp, type Tenant, type TestApp } from './harness.ts';
import { type ModelServer, startModelServer } from './model-server.ts';

const key = 'sk-made-up-0123456789';
let server: ModelServer;
let app: TestApp;
let tenant: Tenant;
const environment = (more: Record<string, string> = {}) => ({
  KNOWMIND_EMBEDDING_PROVIDER: 'openai',
  KNOWMIND_EMBEDDING_URL: server.url,
  KNOWMIND_EMBEDDING_MODEL: 'hashed-e5',
  KNOWMIND_EMBEDDING_API_KEY: key,
  KNOWMIND_EMBEDDING_MIN_SIMILARITY: '0.4',
  KNOWMIND_MODEL_TIMEOUT_MS: '500',
  KNOWMIND_LOG_LEVEL: 'debug',
  ...more,
});
let hasVectors = false;
beforeAll(async () => {
  server = await startModelServer();
  app = await startTestApp(environment());
  hasVectors = app.services.vectors;
  if (!hasVectors) console.log('This PostgreSQL has no pgvector: tests of vectors are left out.');
});
afterAll(async () => {
  await app.stop();
  await server.stop();
});
beforeEach(async () => {
  server.behave('fine');
  tenant = await createTenant(app);
});
afterEach(() => server.behave('fine'));

const store = async (content: string, more: Record<string, unknown> = {}, at = tenant) => {
  const { status, body } = await at.call('POST', '/api/v1/memory/entries', { content, ...more });
  expect(status).toBe(201);
  return body.id as string;
};
const recall = async (query: string, more = {}, at = tenant) =>
  (await at.call('POST', '/api/v1/memory/recall', { query, k: 10, ...more })).body;
const ids = async (query: string, more = {}, at = tenant): Promise<string[]> =>
  (await recall(query, more, at)).items.map(({ memory_id }: { memory_id: string }) => memory_id);
const progress = async (at = tenant) => (await at.call('GET', '/api/v1/stats')).body.embedding;
const embedded = (at = tenant) =>
  vi.waitFor(async () => expect(await progress(at)).toMatchObject({ state: 'done' }), {
    timeout: 15_000,
    interval: 30,
  });

const isIndexed = () =>
  inWorkspace(app.services.db, tenant.workspaceId, async (tx) => {
    const { indexed } = await findIndex(tx, tenant.workspaceId, 'hashed-e5');
    return indexed;
  });

test('health says whether there are vectors', async () => {
  const { components } = (await tenant.call('GET', '/api/health')).body;
  expect(components.vectors).toBe(hasVectors ? 'available' : 'unavailable');
});

test('without the extension, stats say so and recall is by words', async (context) => {
  if (hasVectors) return context.skip();
  const id = await store('The car is red');
  expect(await progress()).toMatchObject({ state: 'unavailable' });
  expect(await ids('car')).toEqual([id]);
});

describe('vectors', () => {
  beforeEach((context) => {
    if (!hasVectors) context.skip();
  });

  test('find what no word of the query stands in, and why says so', async () => {
    const car = await store('Our automobile');
    await store('The quarterly report');
    await embedded();
    const [hit, ...others] = (await recall('car')).items;
    expect(hit).toMatchObject({ memory_id: car, why: [{ stage: 'vector', rank: 1 }] });
    expect(hit.score).toBeGreaterThan(0.4);
    expect(hit.score).toBeLessThanOrEqual(1);
    expect(others).toEqual([]);
  });

  test('are made of what an archive brings too, whose ids are older than all that is here', async () => {
    await store('The quarterly report');
    await embedded();
    const at = '2020-01-01T00:00:00.000Z';
    const record = {
      kind: 'memory',
      id: '016f5e66-e800-7000-8000-000000000000',
      title: 'Ours',
      content: 'Our automobile',
      memory_type: 'semantic',
      tags: [],
      source: null,
      domain: null,
      valid_from: at,
      valid_to: null,
      created_at: at,
      updated_at: at,
    };
    expect((await tenant.call('POST', '/api/v1/workspace/import', { records: [record] })).status).toBe(200);
    await embedded();
    expect(await ids('car')).toEqual([record.id]);
  });

  test('of a note are made while those of a larger workspace are still being made', async () => {
    const other = await createTenant(app);
    server.behave('slow');
    for (const hundred of [0, 1, 2, 3, 4, 5]) {
      const entries = Array.from({ length: 100 }, (_, n) => ({ content: `Fact ${hundred * 100 + n}` }));
      await tenant.call('POST', '/api/v1/memory/batch', { entries });
    }
    const note = await store('A note of another workspace', {}, other);
    server.behave('fine');
    await embedded();
    await embedded(other);
    const texts = server.texts();
    const noted = texts.indexOf('passage: A note of another workspace');
    expect(noted).toBeGreaterThan(-1);
    expect(noted).toBeLessThan(texts.indexOf('passage: Fact 599'));
    expect(await ids('note', {}, other)).toEqual([note]);
  });

  test('and words together name both stages with their ranks', async () => {
    const both = await store('A red car');
    await embedded();
    expect((await recall('red car')).items[0]).toMatchObject({
      memory_id: both,
      why: [
        { stage: 'lexical', rank: 1 },
        { stage: 'vector', rank: 1 },
      ],
    });
  });

  test('find nothing where nothing is near', async () => {
    await store('Our automobile');
    await embedded();
    expect(await ids('zeppelin')).toEqual([]);
  });

  test('are asked for with the key, the model and the prefixes of E5', async () => {
    await store('Prefixed passage');
    await embedded();
    await ids('prefixed question');
    expect(server.texts()).toContain('passage: Prefixed passage');
    expect(server.texts()).toContain('query: prefixed question');
    const last = server.requests.at(-1);
    expect(last).toMatchObject({ path: '/v1/embeddings', body: { model: 'hashed-e5' } });
    expect(last?.headers.authorization).toBe(`Bearer ${key}`);
  });

  test('are put in order by their index', async () => {
    server.behave('unordered');
    const car = await store('Our automobile');
    await store('A physician');
    await embedded();
    server.behave('fine');
    expect(await ids('car')).toEqual([car]);
  });

  test('of superseded memories are found at their time only, of erased ones never', async () => {
    const old = await store('Our automobile');
    await embedded();
    const before = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await tenant.call('POST', `/api/v1/memory/entries/${old}/supersede`, { content: 'Our bicycle' });
    await embedded();
    expect(await ids('wagen')).toEqual([]);
    expect(await ids('wagen', { as_of: before })).toEqual([old]);
    await tenant.call('DELETE', `/api/v1/memory/entries/${old}`);
    expect(await ids('wagen', { as_of: before })).toEqual([]);
    const kept = await inWorkspace(app.services.db, tenant.workspaceId, (tx) =>
      tx.selectFrom('embedding').select('item_id').execute(),
    );
    expect(kept.map(({ item_id }) => item_id)).not.toContain(old);
  });

  test('are filtered by tags, and belong to one workspace', async () => {
    const mine = await store('Our automobile', { tags: ['fleet'] });
    await store('Their wagen');
    const stranger = await createTenant(app);
    await store('Foreign automobile', {}, stranger);
    await embedded();
    await embedded(stranger);
    expect(await ids('car', { tags: ['fleet'] })).toEqual([mine]);
    expect(await ids('car')).toHaveLength(2);
  });

  test('of many memories stand under an index, which later ones join and a filter looks beyond', async () => {
    const letters = (number: number) =>
      String(number).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
    const entries = (from: number) =>
      Array.from({ length: 100 }, (_, at) => ({
        content: `Automobile ${letters(from + at)}`,
        tags: ['many'],
      }));
    for (let from = 0; from < 3000; from += 100)
      expect((await tenant.call('POST', '/api/v1/memory/batch', { entries: entries(from) })).status).toBe(
        200,
      );
    await vi.waitFor(async () => expect(await isIndexed()).toBe(true), { timeout: 30_000, interval: 100 });
    await embedded();
    const rare = await store('My automobile', { tags: ['rare'] });
    await embedded();
    expect(await ids('car', { tags: ['rare'] })).toEqual([rare]);
    expect(await ids('car', { tags: ['many'] })).toHaveLength(10);
    const other = await createTenant(app);
    const own = await store('Our automobile', {}, other);
    await embedded(other);
    expect(await ids('car', {}, other)).toEqual([own]);
  }, 60_000);

  test.each([
    ['broken', /answered 500/],
    ['busy', /answered 429/],
    ['malformed', /expected form/],
    ['wrong size', /65/],
  ] as const)('a provider that is %s stops no store and no recall, and stats say why', async (how, why) => {
    await store('First automobile');
    await embedded();
    server.behave(how);
    const id = await store('Second automobile');
    await vi.waitFor(async () => expect((await progress()).lastError).toMatch(why), { timeout: 10_000 });
    expect(await progress()).toMatchObject({ state: 'waiting', done: 1, total: 2 });
    expect(await ids('second')).toEqual([id]);
    server.behave('fine');
    await embedded();
    expect((await progress()).lastError).toBeUndefined();
  });

  test('a text that the model refuses stops no other', async () => {
    server.behave('refuses long');
    await store(`long ${'word '.repeat(1000)}`);
    await store('Our automobile');
    await vi.waitFor(async () => expect(await progress()).toMatchObject({ done: 1, total: 2 }), {
      timeout: 10_000,
    });
    expect((await progress()).lastError).toMatch(/answered 400/);
  });
});

describe('a recall whose provider fails', () => {
  beforeEach((context) => {
    if (!hasVectors) context.skip();
  });

  test('says so, is answered in time, asks no more after three failures, and tells no key', async () => {
    const own = await startModelServer();
    const other = await startTestApp(environment({ KNOWMIND_EMBEDDING_URL: own.url }));
    try {
      const there = await createTenant(other);
      const id = await store('Our car', {}, there);
      await embedded(there);
      own.behave('slow');
      const from = performance.now();
      const first = await recall('car', {}, there);
      expect(performance.now() - from).toBeLessThan(2500);
      expect(first).toMatchObject({ degraded: ['vector'], items: [{ memory_id: id }] });
      await recall('car', {}, there);
      await recall('car', {}, there);
      const asked = own.requests.length;
      expect(await recall('car', {}, there)).toMatchObject({ degraded: ['vector'] });
      expect(own.requests).toHaveLength(asked);
      expect(other.logged.join('')).not.toContain('sk-made-up');
    } finally {
      await other.stop();
      await own.stop();
    }
  });

  test('because it is down says so and stores', async () => {
    const other = await startTestApp(environment({ KNOWMIND_EMBEDDING_URL: 'http://127.0.0.1:9/v1' }));
    try {
      const there = await createTenant(other);
      const id = await store('Our car', {}, there);
      expect(await recall('car', {}, there)).toMatchObject({
        degraded: ['vector'],
        items: [{ memory_id: id }],
      });
      // On a shared database other workspaces may have their turn first.
      await vi.waitFor(
        async () => expect((await progress(there)).lastError).toMatch(/could not be reached/),
        { timeout: 10_000 },
      );
    } finally {
      await other.stop();
    }
  });
});

test('another model embeds everything anew after a restart, and work left undone is found', async (context) => {
  if (!hasVectors) return context.skip();
  const folder = makeFolder();
  const first = await startTestApp(environment(), folder);
  const there = await createTenant(first);
  const car = await store('Our automobile', {}, there);
  await embedded(there);
  server.behave('broken');
  const doctor = await store('A physician', {}, there);
  await first.stop();
  server.behave('fine');
  const second = await startTestApp(environment({ KNOWMIND_EMBEDDING_MODEL: 'another' }), folder);
  try {
    const again: Tenant = { ...there, call: await createCalls(second, there) };
    await embedded(again);
    expect(await progress(again)).toMatchObject({ model: 'another', done: 2, total: 2 });
    expect(await ids('wagen', {}, again)).toEqual([car]);
    expect(await ids('doctor', {}, again)).toEqual([doctor]);
  } finally {
    await second.stop();
  }
});

/** The calls of a tenant, to another server over the same data. */
async function createCalls(to: TestApp, { token }: Tenant): Promise<Tenant['call']> {
  const { request } = await import('./harness.ts');
  return (method, path, body) => request(to, method, path, body, { authorization: `Bearer ${token}` });
}

test('a cross-encoder puts the first hits in its order, and its failure is said', async () => {
  const other = await startTestApp({
    KNOWMIND_RERANK_URL: server.url,
    KNOWMIND_RERANK_MODEL: 'cross',
    KNOWMIND_RERANK_API_KEY: key,
    KNOWMIND_MODEL_TIMEOUT_MS: '500',
  });
  try {
    const there = await createTenant(other);
    await store('Harbour harbour harbour', {}, there);
    const best = await store('The best note about a long walk through the harbour of the town', {}, there);
    const { items } = await recall('harbour', {}, there);
    expect(items[0]).toMatchObject({ memory_id: best, score: 0.9 });
    expect(items[0].why.at(-1)).toEqual({ stage: 'rerank', rank: 1 });
    server.behave('broken');
    const without = await recall('harbour', {}, there);
    expect(without.degraded).toEqual(['rerank']);
    expect(without.items).toHaveLength(2);
  } finally {
    await other.stop();
  }
});
