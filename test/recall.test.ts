import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { rankOf } from '../packages/server/src/recall/held.ts';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await createTenant(await sharedApp());
});
const store = async (content: string, more: Record<string, unknown> = {}): Promise<string> =>
  (await tenant.call('POST', '/api/v1/memory/entries', { content, ...more })).body.id;
const recall = async (query: string, more = {}) =>
  (await tenant.call('POST', '/api/v1/memory/recall', { query, k: 10, ...more })).body.items;
const ids = async (query: string, more = {}): Promise<string[]> =>
  (await recall(query, more)).map(({ memory_id }: { memory_id: string }) => memory_id);

describe('what stands around a memory in the same source helps to find it', () => {
  const at = (minute: number) => ({ source: 'meeting', valid_from: `2026-01-05T10:0${minute}:00Z` });

  test('two before and two after lend their words, no more, and the memory itself comes first', async () => {
    const turns: string[] = [];
    for (const [minute, text] of ['one', 'two', 'the submarine', 'four', 'five', 'six'].entries())
      turns.push(await store(`Turn ${text}`, at(minute)));
    await store('Turn elsewhere', { source: 'another' });
    const found = await ids('submarine');
    expect(found[0]).toBe(turns[2]);
    expect(new Set(found)).toEqual(new Set(turns.slice(0, 5)));
  });

  test('a memory that comes between others later changes what they borrow', async () => {
    const first = await store('Turn alpha', at(1));
    const last = await store('Turn omega', at(5));
    expect(await ids('alpha')).toEqual([first, last]);
    await store('Turn beta', at(2));
    await store('Turn gamma', at(3));
    expect(await ids('alpha')).not.toContain(last);
    expect(await ids('gamma')).toContain(first);
  });

  test('twenty stored at once in one source all lend and borrow', async () => {
    const stored = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        store(`Turn word${n}x`, { ...at(1), valid_from: `2026-01-05T10:${10 + n}:00Z` }),
      ),
    );
    for (let n = 2; n < 18; n += 1)
      expect(new Set(await ids(`word${n}x`)), `turn ${n}`).toEqual(new Set(stored.slice(n - 2, n + 3)));
  });

  test('memories without a source and of another workspace lend nothing', async () => {
    await store('The submarine surfaced');
    const other = await store('Nothing to see here');
    expect(await ids('submarine')).not.toContain(other);
    const stranger = await createTenant(await sharedApp());
    await stranger.call('POST', '/api/v1/memory/entries', { content: 'Their zeppelin', ...at(1) });
    await store('Turn one', at(2));
    expect(await ids('zeppelin')).toEqual([]);
  });
});

describe('typing mistakes', () => {
  test.each([
    ['submarne', 'submarine'],
    ['sumbarine', 'submarine'],
    ['Kafeemaschine', 'Kaffeemaschine'],
    ['elefphant', 'elephant'],
  ])('%s finds %s', async (typed, meant) => {
    const id = await store(`There is a ${meant} in the harbour`);
    await store('The quarterly report is due on Friday');
    expect((await ids(typed))[0]).toBe(id);
  });

  test('a word that is there is not taken for a mistake, and a far one finds nothing', async () => {
    const house = await store('The houses are old');
    await store('The horses are young');
    expect(await ids('houses')).toEqual([house]);
    expect(await ids('crocodile')).toEqual([]);
    expect(await ids('kmx_77812')).toEqual([]);
  });
});

describe('typing mistakes in a memory too large to count every word of', () => {
  /** Newer than what the test stored before, so that the sample of words holds none of that. */
  const fill = (count: number) =>
    inWorkspace(tenant.app.services.db, tenant.workspaceId, (tx) =>
      sql`INSERT INTO memory (workspace_id, id, title, content, content_hash, memory_type, tags, valid_from, created_at, updated_at, terms, length)
        SELECT ${tenant.workspaceId}::uuid, ('ffffffff-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'filler', 'filler',
          decode(md5(n::text), 'hex'), 'semantic', '{}', now(), now(), now(), format('''filler'':1C ''w%s'':2C', n)::tsvector, 2
        FROM generate_series(1, ${count}) n`.execute(tx),
    );

  test.each([
    ['submarne', 'submarine'],
    ['sumbarine', 'submarine'],
    ['Kafeemaschine', 'Kaffeemaschine'],
    ['elefphant', 'elephant'],
  ])('%s still finds %s, the only one', async (typed, meant) => {
    const id = await store(`There is a ${meant} in the harbour`);
    await fill(2100);
    expect(await ids(typed)).toEqual([id]);
    expect(await ids('crocodile')).toEqual([]);
  });
});

test('filters choose before the best are taken: nothing is lost behind others that match better', async () => {
  for (let n = 0; n < 30; n += 1) await store(`Zeppelin zeppelin number ${n}`, { domain: 'air' });
  const id = await store('One zeppelin among many other words of a long text', {
    tags: ['museum'],
    memory_type: 'episodic',
    source: 'guide',
    domain: 'ground',
    valid_from: '2020-01-01T00:00:00Z',
  });
  for (const filter of [
    { tags: ['museum'] },
    { memory_type: 'episodic' },
    { source: 'guide' },
    { domain: 'ground' },
    { as_of: '2021-01-01T00:00:00Z' },
  ])
    expect(await ids('zeppelin', { k: 1, ...filter })).toEqual([id]);
});

test.each([
  ['intercept', 'The interception was recorded at noon'],
  ['Fotografie', 'Der Fotograf kommt am Ersten'],
  ['apologise', 'An apology was printed on page two'],
])('another form of a word counts: %s', async (query, content) => {
  const id = await store(`${content}. The gate is open`);
  await store('The gate is open at last');
  expect((await recall(`${query} gate`))[0]).toMatchObject({
    memory_id: id,
    why: [{ stage: 'lexical', rank: 1, terms: expect.arrayContaining(['gate', query.toLowerCase()]) }],
  });
});

test('in long texts the passage counts in which the words of the query stand together', async () => {
  const filler = (n: number) => Array.from({ length: 60 }, (_, at) => `filler${n}x${at}`).join(' ');
  const apart = await store(
    `The zeppelin is here. ${filler(1)} A museum too. ${filler(2)} In Friedrichshafen.`,
  );
  const together = await store(`${filler(3)} A zeppelin is in the museum of Friedrichshafen. ${filler(4)}`);
  expect(await ids('Friedrichshafen zeppelin exhibited museum')).toEqual([together, apart]);
});

describe('times named in a query', () => {
  test('favour memories of that time', async () => {
    const march = await store('Meeting with the auditors about taxes', {
      valid_from: '2024-03-10T09:00:00Z',
    });
    const may = await store('Meeting with the auditors about rent', { valid_from: '2023-05-20T09:00:00Z' });
    expect((await ids('meeting with auditors in May 2023'))[0]).toBe(may);
    expect((await ids('Treffen auditors im März 2024'))[0]).toBe(march);
  });

  test('a time that all memories share finds none of them by itself', async () => {
    for (const word of ['tea', 'milk', 'bread', 'salt', 'oil', 'rice'])
      await store(`Buy ${word}`, { valid_from: '2024-03-10T09:00:00Z' });
    expect(await ids('submarines in 2024')).toEqual([]);
  });
});

test('words that stand together in the query count more where they stand together', async () => {
  const phrase = await store('The board met, and later the director sat under the chestnut tree');
  const scattered = await store('The tree director board is under the old chestnut wood and met later');
  const found = await recall('board director chestnut tree');
  expect(found[0].memory_id).toBe(phrase);
  expect(found[1].memory_id).toBe(scattered);
});

test('a hit says which words of the query it matched and at which rank', async () => {
  const id = await store('The contract with Globex ends in spring');
  await store('The contract with Initech runs on');
  const [hit] = await recall('Globex contract');
  expect(hit.memory_id).toBe(id);
  expect(hit.why).toEqual([
    { stage: 'lexical', rank: 1, terms: expect.arrayContaining(['globex', 'contract']) },
  ]);
  expect(hit.score).toBeGreaterThan(0);
  expect(hit.score).toBeLessThanOrEqual(1);
});

test.each(["'fish':1A,4C,9,12B", "'fish':7", "'fish':1C,2C,3C,4A", "'fish':3 'o''fish':1A"])(
  'what a candidate holds is ranked as the database ranks it: %s',
  async (vector) => {
    const { services } = await sharedApp();
    const { rows } = await sql<{ text: string; rank: number }>`
      SELECT v::text AS text, ts_rank('{0.2, 0.6, 0.7, 1.0}', v, 'fish') AS rank
      FROM (SELECT ${vector}::tsvector AS v) AS given`.execute(services.db);
    const [given] = rows;
    expect(given?.rank).toBeGreaterThan(0);
    expect(rankOf(given?.text ?? '', { lexemes: ['fish'] })).toBeCloseTo(given?.rank ?? 0, 5);
  },
);

test('of more than are scored, all of which hold a common word, those that hold a rare one too are found', async () => {
  const oldest = await store('A keeper saw a zebra.');
  const entries = (half: number) =>
    Array.from({ length: 100 }, (_, index) => ({ content: `Visitor ${index} saw a zebra on day ${half}.` }));
  for (const half of [0, 1]) await tenant.call('POST', '/api/v1/memory/batch', { entries: entries(half) });
  const newest = await store('The keeper saw a zebra.');
  expect(new Set((await ids('zebra keeper')).slice(0, 2))).toEqual(new Set([oldest, newest]));
});
