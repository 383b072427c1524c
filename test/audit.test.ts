import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { toEntry, verifyAudit } from '../packages/server/src/audit/index.ts';
import { insertEntries } from '../packages/server/src/audit/queries.ts';
import { vacuum } from '../packages/server/src/db/connect.ts';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { retainWorkspace } from '../packages/server/src/workspace/index.ts';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await createTenant(await sharedApp());
  for (let call = 0; call < 5; call += 1) await tenant.call('GET', '/api/v1/stats');
});

const tokenActor = { type: 'token', id: '', name: 'n', prefix: 'p', expiresAt: null, networks: [] } as const;
const verify = async () => (await tenant.call('GET', '/api/v1/audit/verify')).body;
const tamper = (change: ReturnType<typeof sql>) =>
  inWorkspace(tenant.app.services.db, tenant.workspaceId, (tx) => change.execute(tx));

test('an untouched chain is intact, also after many calls at once', async () => {
  await Promise.all(Array.from({ length: 50 }, () => tenant.call('GET', '/api/health')));
  expect(await verify()).toMatchObject({ intact: true, firstBad: null });
});
test('what names hold stays in their entries: line breaks, quotes, NUL, half a character', async () => {
  const names = ['one\ntwo', 'a "b" \\n c', '["x","y"]', '\u2028\r\n\t', 'a\u0000b', 'half \ud83d', '🦉', ''];
  const entries = names.map((name) => {
    const draft = { action: 'token.edited', target: { type: 'token', id: null, name }, details: { name } };
    return toEntry({ draft, at: new Date(), actor: null });
  });
  const { services } = tenant.app;
  await Promise.all(entries.map((entry) => services.audit.record(tenant.workspaceId, entry)));
  const { body } = await tenant.call('GET', '/api/v1/audit?action=token.edited');
  const found = body.items.map((entry: { target: { name: string } }) => entry.target.name).reverse();
  expect(found).toEqual(names.map((name) => name.replace('\u0000', '').toWellFormed()));
  expect(await verify()).toMatchObject({ intact: true, firstBad: null });
});
test('among many entries those of an action, of an actor and of a time are found, newest first', async () => {
  const { services } = tenant.app;
  const began = Date.now() - 86_400_000;
  const fill = Array.from({ length: 1500 }, (_, place) => {
    const actor = { ...tokenActor, id: place % 500 === 3 ? 'a rare one' : `actor ${place % 3}` };
    const draft = { action: place % 400 === 7 ? 'memory.erased' : 'memory.recalled' };
    return toEntry({ draft, at: new Date(began + place * 1000), actor });
  });
  // More than a filter walks back through, so that what is rarer is found by the index.
  const busy = Array.from({ length: 20_001 }, (_, place) => {
    const at = new Date(began + 2_000_000 + place);
    return toEntry({ draft: { action: 'stats.read' }, at, actor: { ...tokenActor, id: 'a busy one' } });
  });
  const all = [...fill, ...busy];
  await Promise.all(all.map((entry) => services.audit.record(tenant.workspaceId, entry)));
  if (services.databaseKind === 'embedded') await vacuum(services.db);
  const find = async (query: string) => {
    const { body } = await tenant.call('GET', `/api/v1/audit?limit=100&${query}`);
    return body.items.map(({ at }: { at: string }) => (Date.parse(at) - began) / 1000);
  };
  expect(await find('action=memory.erased')).toEqual([1207, 807, 407, 7]);
  const paged = await tenant.call('GET', '/api/v1/audit?limit=2&action=memory.erased');
  expect(await find(`action=memory.erased&cursor=${paged.body.nextCursor}`)).toEqual([407, 7]);
  expect(await find('actorId=a%20rare%20one')).toEqual([1003, 503, 3]);
  expect(await find('actorId=actor%201&action=memory.erased')).toEqual([1207, 7]);
  expect(await find('actorId=nobody')).toEqual([]);
  const newest = Array.from({ length: 100 }, (_, place) => 2020 - place / 1000);
  expect(await find('actorId=a%20busy%20one')).toEqual(newest);
  const [from, to] = [1200, 1203].map((second) => new Date(began + second * 1000).toISOString());
  expect(await find(`from=${from}&to=${to}`)).toEqual([1202, 1201, 1200]);
});
test('an entry without its private part, or one that is refused by another name, is an error and writes nothing', async () => {
  const { db } = tenant.app.services;
  const id = tenant.workspaceId;
  const before = (await verify()).lastSeq;
  const entry = toEntry({ draft: { action: 'stats.read' }, at: new Date(), actor: null });
  const one = `${entry.payload}\n${entry.payload}`;
  await expect(
    sql`SELECT append_audit(${id}, ${one}, ${entry.privatePart}, '{1,2}', '{}')`.execute(db),
  ).rejects.toThrow('2 entries have 1 private parts');
  const whole = `${entry.privatePart}\n${entry.privatePart}`;
  await expect(sql`SELECT append_audit(${id}, ${one}, ${whole}, '{1}', '{}')`.execute(db)).rejects.toThrow(
    '2 private parts and 1 times',
  );
  await expect(sql`SELECT append_audit(${id}, ${one}, ${whole}, NULL, '{}')`.execute(db)).rejects.toThrow(
    'and <NULL> times',
  );
  const unknown = { ...entry, credential: '01900000-0000-7000-8000-00000000ABCD' };
  await expect(insertEntries(db, id, [unknown])).rejects.toThrow('a credential of no entry');
  expect(await verify()).toMatchObject({ intact: true, lastSeq: before + 1 });
});
test('a filter that is empty is refused, it is no search for everything', async () => {
  for (const query of ['action=', 'action=%00', 'actorId=', 'targetId=']) {
    const { status, body } = await tenant.call('GET', `/api/v1/audit?${query}`);
    expect([query, status, body.error.code]).toEqual([query, 400, 'invalid_request']);
  }
});
test('a changed field is found', async () => {
  await tamper(
    sql`UPDATE audit_entry SET ip = '10.0.0.1' WHERE workspace_id = ${tenant.workspaceId} AND seq = 4`,
  );
  expect(await verify()).toMatchObject({ intact: false, firstBad: { seq: 4, problem: 'changed' } });
});
test('a deleted entry is found', async () => {
  await tamper(sql`DELETE FROM audit_entry WHERE workspace_id = ${tenant.workspaceId} AND seq = 3`);
  expect(await verify()).toMatchObject({ intact: false, firstBad: { seq: 3, problem: 'missing' } });
});
test('two swapped entries are found', async () => {
  await tamper(
    sql`UPDATE audit_entry SET seq = CASE seq WHEN 4 THEN -5 ELSE -4 END WHERE workspace_id = ${tenant.workspaceId} AND seq IN (4, 5)`,
  );
  await tamper(sql`UPDATE audit_entry SET seq = -seq WHERE workspace_id = ${tenant.workspaceId} AND seq < 0`);
  expect(await verify()).toMatchObject({ intact: false, firstBad: { seq: 4, problem: 'changed' } });
});
test('an entry that was forged after the last one is named, and stops no call', async () => {
  const { lastSeq } = await verify();
  const forge = (seq: number) =>
    tamper(sql`INSERT INTO audit_entry SELECT workspace_id, ${seq}, gen_random_uuid(), at, action, actor_type, actor_id, scope,
      target_type, target_id, request_id, result, actor_name, actor_prefix, target_name, ip, client, details, salt, private_hash, hash
      FROM audit_entry WHERE workspace_id = ${tenant.workspaceId} AND seq = 4`);
  const forged = lastSeq + 2;
  await forge(forged);
  expect(await verify()).toMatchObject({ intact: false, firstBad: { seq: forged, problem: 'unexpected' } });
  const { status } = await tenant.call('GET', '/api/health');
  expect(status).toBe(200);
  expect(await verify()).toMatchObject({ intact: false, firstBad: { seq: forged, problem: 'changed' } });
});
test('an entry whose private parts were wiped without an erasure is found', async () => {
  await tamper(sql`UPDATE audit_entry SET salt = NULL, actor_name = NULL, actor_prefix = NULL, target_name = NULL,
    ip = NULL, client = NULL, details = NULL WHERE workspace_id = ${tenant.workspaceId} AND seq = 4`);
  expect(await verify()).toMatchObject({ intact: false, firstBad: { seq: 4, problem: 'changed' } });
});
test('entries that an erasure emptied are counted, and another entry about it stays bound', async () => {
  const store = async (content: string) =>
    (await tenant.call('POST', '/api/v1/memory/entries', { content, title: content })).body.id;
  const [gone, kept] = [await store('Gone'), await store('Kept')];
  await tenant.call('DELETE', `/api/v1/memory/entries/${gone}`);
  expect(await verify()).toMatchObject({ intact: true, erased: 1 });
  const wipe = (target: string) =>
    tamper(sql`UPDATE audit_entry SET salt = NULL, actor_name = NULL, actor_prefix = NULL, target_name = NULL,
      ip = NULL, client = NULL, details = NULL WHERE workspace_id = ${tenant.workspaceId} AND target_id = ${target}`);
  await wipe(kept);
  expect(await verify()).toMatchObject({ intact: false, firstBad: { problem: 'changed' } });
});
test('a log that is pruned while it is verified stays intact, and other calls go on between its pages', async () => {
  const { services } = tenant.app;
  const fill = Array.from({ length: 2500 }, () => {
    const draft = { action: 'stats.read' };
    return toEntry({ draft, at: new Date(), actor: null });
  });
  await Promise.all(fill.map((entry) => services.audit.record(tenant.workspaceId, entry)));
  const later = { ...services, now: () => new Date(Date.now() + 2000 * 86_400_000) };
  let transactions = 0;
  const db = new Proxy(services.db, {
    get(target, key) {
      if (key !== 'transaction') return Reflect.get(target, key);
      return () => {
        transactions += 1;
        return target.transaction();
      };
    },
  });
  const ctx = {
    services: { ...services, db },
    caller: tenant.owner,
    now: new Date(),
    entry: { action: '' },
    cookies: new Map(),
    afterCommit: [],
  };
  const verdict = verifyAudit(ctx);
  await retainWorkspace(later, { id: tenant.workspaceId, plan: 'enterprise' });
  expect(await verdict).toMatchObject({ intact: true, firstBad: null });
  expect(transactions).toBeGreaterThan(1);
});
test('pruning leaves a chain that verifies', async () => {
  await tenant.call('GET', '/api/v1/stats');
  const { services } = tenant.app;
  const later = { ...services, now: () => new Date(Date.now() + 2000 * 86_400_000) };
  // Of this workspace alone: other tests share the database.
  await retainWorkspace(later, { id: tenant.workspaceId, plan: 'enterprise' });
  const { body } = await tenant.call('GET', '/api/v1/audit');
  expect(body.items.map((entry: { action: string }) => entry.action)).toContain('audit.pruned');
  expect(await verify()).toMatchObject({ intact: true });
});
test('an export that fails half-way breaks the connection, so that it does not look complete', async () => {
  await tamper(
    sql`UPDATE audit_entry SET at = 'infinity' WHERE workspace_id = ${tenant.workspaceId} AND seq = 3`,
  );
  const response = await fetch(`${tenant.app.url}/api/v1/audit/export?format=csv`, {
    headers: { authorization: `Bearer ${tenant.token}` },
  });
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
  expect(tenant.app.logged.join('')).toContain('a streamed answer broke off');
});
test('the export holds every entry, as JSON Lines and as CSV', async () => {
  const lines = (await tenant.call('GET', '/api/v1/audit/export')).text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
  const csv = (await tenant.call('GET', '/api/v1/audit/export?format=csv')).text.split('\r\n');
  expect(csv[0]).toMatch(/^seq,at,action/);
});
