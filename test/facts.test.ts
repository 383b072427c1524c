import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await createTenant(await sharedApp());
});
const entries = '/api/v1/memory/entries';
const store = async (content: string, more: Record<string, unknown> = {}) =>
  (await tenant.call('POST', entries, { content, ...more })).body;
const supersede = (id: string, body: unknown) => tenant.call('POST', `${entries}/${id}/supersede`, body);
const history = async (id: string) => (await tenant.call('GET', `${entries}/${id}/history`)).body.items;
const recall = async (query: string, more = {}) =>
  (await tenant.call('POST', '/api/v1/memory/recall', { query, ...more })).body.items;

describe('supersede', () => {
  test('ends the old memory, begins a new one, and keeps both in the history with the reason', async () => {
    const old = await store('The office is in Bremen', {
      tags: ['office'],
      source: 'handbook',
      domain: 'hr',
    });
    const { status, body } = await supersede(old.id, {
      content: 'The office is in Hamburg',
      reason: 'We moved.',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ supersedes: old.id, tags: ['office'], source: 'handbook', domain: 'hr' });
    expect(body.title).toBe('The office is in Hamburg');
    const items = await history(old.id);
    expect(items.map(({ id }: { id: string }) => id)).toEqual([old.id, body.id]);
    expect(items[0].valid_to).toBe(body.valid_from);
    expect(items[1]).toMatchObject({ reason: 'We moved.', valid_to: null });
    expect(await history(body.id)).toEqual(items);
  });

  test('recall answers with what is true now, and at a time with what was true then', async () => {
    const old = await store('The office is in Bremen', { valid_from: '2024-01-01T00:00:00Z' });
    const { body } = await supersede(old.id, { content: 'The office is in Hamburg' });
    expect((await recall('office')).map((hit: { memory_id: string }) => hit.memory_id)).toEqual([body.id]);
    const then = await recall('office', { as_of: '2024-06-01T00:00:00Z' });
    expect(then.map((hit: { memory_id: string }) => hit.memory_id)).toEqual([old.id]);
    expect(await recall('office', { as_of: '2023-06-01T00:00:00Z' })).toEqual([]);
  });

  test('the list holds what was true at a time, and every state without one', async () => {
    const list = async (query: string) =>
      (await tenant.call('GET', `${entries}${query}`)).body.items.map(({ id }: { id: string }) => id);
    const old = await store('The office is in Bremen', { valid_from: '2024-01-01T00:00:00Z', domain: 'hr' });
    const { body } = await supersede(old.id, { content: 'The office is in Hamburg' });
    expect(await list('')).toEqual([body.id, old.id]);
    expect(await list('?as_of=2024-06-01T00:00:00Z')).toEqual([old.id]);
    expect(await list('?as_of=2024-06-01T02:00:00%2B02:00&domain=hr')).toEqual([old.id]);
    expect(await list('?as_of=2023-06-01T00:00:00Z')).toEqual([]);
    expect(await list(`?as_of=${body.valid_from}`)).toEqual([body.id]);
    for (const wrong of ['yesterday', '2024-06-01', "2024'; DROP TABLE memory;--", '']) {
      const refused = await tenant.call('GET', `${entries}?as_of=${encodeURIComponent(wrong)}`);
      expect(refused.status).toBe(400);
      expect(refused.body.error.details[0].path).toBe('as_of');
    }
  });

  test('of twenty at once one wins; the others get 409 with its id', async () => {
    const old = await store('The office is in Bremen', { source: 'handbook' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => supersede(old.id, { content: `The office is in town ${n}` })),
    );
    const winners = answers.filter(({ status }) => status === 201);
    expect(winners).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer !== winners[0])) {
      expect(status).toBe(409);
      expect(body.error).toMatchObject({ code: 'conflict', currentId: winners[0]?.body.id });
    }
    expect(await history(old.id)).toHaveLength(2);
  });

  test('with the same content changes nothing; with the content of another memory is refused', async () => {
    const one = await store('One');
    const two = await store('Two');
    expect((await supersede(one.id, { content: 'One\n' })).body).toMatchObject({
      id: one.id,
      unchanged: true,
    });
    const refused = await supersede(one.id, { content: 'Two' });
    expect(refused.status).toBe(409);
    expect(refused.body.error.currentId).toBe(two.id);
    expect(await history(one.id)).toHaveLength(1);
  });

  test('a chosen title stays, and the first content may come back', async () => {
    const old = await store('Bremen', { title: 'Where the office is' });
    const { body } = await supersede(old.id, { content: 'Hamburg' });
    expect(body.title).toBe('Where the office is');
    const again = (await supersede(body.id, { content: 'Bremen' })).body;
    expect(again.unchanged).toBe(false);
    expect(await history(old.id)).toHaveLength(3);
  });

  test('bad input is refused and the memory stays as it was', async () => {
    const { id } = await store('The office is in Bremen');
    const secret = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
    expect((await supersede(id, { content: ' ' })).status).toBe(400);
    expect((await supersede(id, { content: 7 })).status).toBe(400);
    expect((await supersede(id, { content: 'x'.repeat(100 * 1024 + 1) })).status).toBe(413);
    expect((await supersede(id, { content: 'x', reason: 'r'.repeat(1001) })).status).toBe(400);
    expect((await supersede(id, { content: 'x', reason: secret })).status).toBe(422);
    expect((await supersede('nonsense', { content: 'x' })).status).toBe(400);
    expect((await supersede(tenant.workspaceId, { content: 'x' })).status).toBe(404);
    expect(await history(id)).toHaveLength(1);
    const stranger = await createTenant(await sharedApp());
    expect((await stranger.call('POST', `${entries}/${id}/supersede`, { content: 'x' })).status).toBe(404);
    expect((await stranger.call('GET', `${entries}/${id}/history`)).status).toBe(404);
    expect((await stranger.call('DELETE', `${entries}/${id}`)).status).toBe(404);
    expect((await tenant.call('GET', `${entries}/${id}`)).body.valid_to).toBeNull();
  });
});

describe('erase', () => {
  test('leaves the word in no row of any table, and the chain intact', async () => {
    const headers = { 'idempotency-key': 'erase-1' };
    const content = 'The xylograph stands in the attic';
    const { body } = await tenant.call('POST', entries, { content, source: 'house' }, { headers });
    await store('The cellar is dry', { source: 'house' });
    const next = (await supersede(body.id, { content: 'The xylograph was sold' })).body;
    await tenant.call('GET', `${entries}/${next.id}`);
    for (const id of [body.id, next.id])
      expect((await tenant.call('DELETE', `${entries}/${id}`)).body).toEqual({ ok: true });
    expect(await recall('xylograph')).toEqual([]);
    expect((await tenant.call('GET', `${entries}/${body.id}`)).status).toBe(404);
    const { db } = tenant.app.services;
    for (const table of ['memory', 'relation', 'audit_entry', 'idempotency']) {
      const { rows } = await inWorkspace(db, tenant.workspaceId, (tx) =>
        sql<{
          row: string;
        }>`SELECT t::text AS row FROM ${sql.table(table)} t WHERE t::text ILIKE '%xylograph%'`.execute(tx),
      );
      expect(rows, table).toEqual([]);
    }
    expect((await tenant.call('GET', '/api/v1/audit/verify')).body).toMatchObject({ intact: true });
    const log = (await tenant.call('GET', `/api/v1/audit?action=memory.erased`)).body.items;
    expect(log.map((entry: { target: { id: string } }) => entry.target.id).sort()).toEqual(
      [body.id, next.id].sort(),
    );
  });

  test('takes the scope admin, and a second time it is not there', async () => {
    const { id } = await store('Gone soon');
    const { token } = await tenant.makeToken({ name: 'writer', scopes: ['read', 'write'] });
    expect((await tenant.call('DELETE', `${entries}/${id}`, undefined, { token })).status).toBe(403);
    expect((await tenant.call('DELETE', `${entries}/${id}`)).status).toBe(200);
    expect((await tenant.call('DELETE', `${entries}/${id}`)).status).toBe(404);
    expect((await store('Gone soon')).unchanged).toBe(false);
  });
});
