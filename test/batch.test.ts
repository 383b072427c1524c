import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { lockTitle } from '../packages/server/src/document/queries.ts';
import { lockGraph } from '../packages/server/src/graph/queries.ts';
import { invoke } from '../packages/server/src/invoke.ts';
import { lockSource } from '../packages/server/src/memory/neighbour/queries.ts';
import { lockBatch } from '../packages/server/src/memory/queries.ts';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await createTenant(await sharedApp());
});
const batch = (entries: unknown, options = {}) =>
  tenant.call('POST', '/api/v1/memory/batch', { entries }, options);
const get = async (path: string) => (await tenant.call('GET', path)).body;
const recall = async (query: string) =>
  (await tenant.call('POST', '/api/v1/memory/recall', { query, k: 25 })).body.items;

describe('a batch', () => {
  test('stores its entries with all their fields, in their order, and says what was known', async () => {
    const known = (await tenant.call('POST', '/api/v1/memory/entries', { content: 'Known already' })).body;
    const { status, body } = await batch([
      {
        content: 'The pear tree is pruned in March',
        title: 'Pear',
        tags: ['garden'],
        source: 'talk',
        domain: 'home',
      },
      { content: 'Known already' },
      { content: 'The second turn', source: 'talk', memory_type: 'episodic' },
      { content: 'The second turn\r\n' },
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ stored: 2, unchanged: 2, refused: 0 });
    expect(body.items.map(({ status: each }: { status: string }) => each)).toEqual([
      'stored',
      'unchanged',
      'stored',
      'unchanged',
    ]);
    expect(body.items[1].id).toBe(known.id);
    expect(body.items[3].id).toBe(body.items[2].id);
    expect(await get(`/api/v1/memory/entries/${body.items[0].id}`)).toMatchObject({
      title: 'Pear',
      tags: ['garden'],
      source: 'talk',
      domain: 'home',
      memory_type: 'semantic',
    });
    // Neighbours in one source lend their words.
    expect((await recall('pear')).map(({ memory_id }: { memory_id: string }) => memory_id)).toEqual([
      body.items[0].id,
      body.items[2].id,
    ]);
  });

  test('refuses what is wrong with one entry alone, as storing it alone would', async () => {
    const secret = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
    const { status, body, text } = await batch([
      { content: 'Good one about [[Globex]]' },
      { content: '  ' },
      { content: 7 },
      'no object',
      null,
      { content: 'x', titel: 'x' },
      { content: `key ${secret}` },
      { content: 'x'.repeat(100 * 1024 + 1) },
      { content: 'Eats', relations: [{ predicate: 'EATS', object: 'Cake' }] },
      { content: 'Good two', relations: [{ predicate: 'ABOUT', object: 'Gardens' }] },
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ stored: 2, unchanged: 0, refused: 8 });
    const error = (index: number) => body.items[index].error;
    expect(error(1)).toMatchObject({ code: 'invalid_request', details: [{ path: 'content' }] });
    expect(error(2).message).toContain('content: It has to be a text.');
    expect(error(3).code).toBe('invalid_request');
    expect(error(5).message).toContain('titel');
    expect(error(6).code).toBe('looks_like_secret');
    expect(text).not.toContain(secret);
    expect(error(7).code).toBe('payload_too_large');
    expect(error(8)).toMatchObject({ code: 'invalid_request', details: [{ path: 'relations.0.predicate' }] });
    expect(await get('/api/v1/stats')).toMatchObject({ memories: 2, entities: 2, relations: 2 });
    expect(await recall('eats')).toEqual([]);
  });

  test('is one call in the audit log, which names what was stored', async () => {
    const { body } = await batch([{ content: 'one' }, { content: 'two' }, { content: '' }]);
    const [entry] = (await get('/api/v1/audit?action=memory.batch_stored')).items;
    const ids = body.items.slice(0, 2).map(({ id }: { id: string }) => id);
    expect(entry.details).toEqual({ stored: 2, unchanged: 0, refused: 1, ids });
  });

  test('is refused as a whole when it is none, is too long, or is no list', async () => {
    expect((await batch([])).status).toBe(400);
    expect((await batch(Array.from({ length: 101 }, (_, n) => ({ content: `note ${n}` })))).status).toBe(400);
    expect((await batch('x')).status).toBe(400);
    expect((await batch(undefined)).status).toBe(400);
    const huge = Array.from({ length: 100 }, () => ({ content: 'x'.repeat(110_000) }));
    expect((await batch(huge)).status).toBe(413);
    expect((await get('/api/v1/stats')).memories).toBe(0);
  });

  test('repeats its answer to an idempotency key', async () => {
    const headers = { 'idempotency-key': 'batch-1' };
    const first = await batch([{ content: 'one' }], { headers });
    expect((await batch([{ content: 'one' }], { headers })).body).toEqual(first.body);
    expect((await batch([{ content: 'two' }], { headers })).body.error.code).toBe('idempotency_conflict');
  });

  test('stores as many as the plan has room for', async () => {
    const notes = (from: number, count: number) =>
      Array.from({ length: count }, (_, n) => ({ content: `note ${from + n}` }));
    await batch(notes(0, 98));
    const workspace = { id: tenant.workspaceId, name: 'Acme', plan: 'private' as const };
    const caller = { ...tenant.owner, workspace };
    const input = { entries: notes(97, 6) };
    const { output } = await invoke(tenant.app.services, 'storeMemories', { caller, input });
    expect(output).toMatchObject({ stored: 2, unchanged: 1, refused: 3 });
    expect(output.items[5]?.error?.code).toBe('plan_required');
    expect((await get('/api/v1/stats')).memories).toBe(100);
  });

  test('and others at once, with the same contents and sources in other orders, all come through', async () => {
    const entry = (n: number) => ({
      content: `shared ${n} [[Anna]]`,
      source: `s${n % 3}`,
      relations: [{ predicate: 'ABOUT', object: `T${n % 2}` }],
    });
    const forth = Array.from({ length: 12 }, (_, n) => entry(n));
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, (_, n) => batch(n % 2 ? forth : [...forth].reverse())),
      ...forth.map((each) => tenant.call('POST', '/api/v1/memory/entries', each)),
    ]);
    expect(answers.filter(({ status }) => status >= 400)).toEqual([]);
    expect(await get('/api/v1/stats')).toMatchObject({ memories: 12, entities: 3, relations: 24 });
    expect((await get('/api/v1/audit/verify')).intact).toBe(true);
  });
});

test('a source that is named like another lock is a lock of its own', async () => {
  const { db } = tenant.app.services;
  const held = await inWorkspace(db, tenant.workspaceId, async (tx) => {
    for (const source of ['graph', 'batch', 'document A']) await lockSource(tx, tenant.workspaceId, source);
    await lockBatch(tx, tenant.workspaceId);
    await lockGraph(tx, tenant.workspaceId);
    await lockTitle(tx, tenant.workspaceId, 'A');
    const { rows } = await sql<{ count: number }>`
      SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()`.execute(
      tx,
    );
    return rows[0]?.count;
  });
  expect(held).toBe(6);
});

describe('long memories', () => {
  const letters = (n: number) => n.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
  const long = (n: number) =>
    Array.from({ length: 9000 }, (_, at) => `ab${letters(at * 7919 + n)}cde`)
      .join(' ')
      .slice(0, 95_000);
  /** In the order in which the calls are answered. */
  const race = async (calls: Record<string, Promise<{ status: number }>>) => {
    const order: string[] = [];
    const each = Object.entries(calls).map(async ([name, call]) => {
      const { status } = await call;
      order.push(`${name} ${status}`);
    });
    await Promise.all(each);
    return order;
  };

  test('let a small one that comes later be answered first: the words are found before the transaction', async () => {
    const entries = Array.from({ length: 8 }, (_, n) => ({ content: long(n) }));
    const small = async () => {
      await setTimeout(100);
      return tenant.call('POST', '/api/v1/memory/entries', { content: 'A small note' });
    };
    expect(await race({ batch: batch(entries), small: small() })).toEqual(['small 201', 'batch 200']);
    expect((await batch(entries)).body).toMatchObject({ stored: 0, unchanged: 8 });
    expect(await recall(long(3).split(' ')[4000] ?? '')).not.toEqual([]);
  });

  test('do so too when they are stored or updated alone', async () => {
    const store = (content: string) => tenant.call('POST', '/api/v1/memory/entries', { content });
    const { id } = (await store('One')).body;
    const update = (content: string) =>
      tenant.call('POST', `/api/v1/memory/entries/${id}/supersede`, { content });
    const calls = {
      ...Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`long ${n}`, store(long(n))])),
      update: update(long(9)),
      small: store('Two'),
    };
    const order = await race(calls);
    expect(order.filter((each) => each.endsWith(' 201'))).toHaveLength(7);
    expect(order.at(0)).toBe('small 201');
    expect((await get(`/api/v1/memory/entries/${id}/history`)).items).toHaveLength(2);
  });
});

test('the form of an entry is in the OpenAPI document', async () => {
  const api = await get('/api/openapi.json');
  const { schema } = api.paths['/api/v1/memory/batch'].post.requestBody.content['application/json'];
  expect(schema.properties.entries.items).toMatchObject({
    type: 'object',
    required: ['content'],
    additionalProperties: false,
  });
});
