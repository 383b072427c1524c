import { statSync } from 'node:fs';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { connect, vacuum, vacuumChanged } from '../packages/server/src/db/connect.ts';
import { syncs } from '../packages/server/src/db/embedded.ts';
import { createTenant, databaseUrl, makeFolder, request, startTestApp } from './harness.ts';

if (databaseUrl)
  console.log('Left out on PostgreSQL: the tests of the embedded database and its first sign-in.');
test.runIf(!databaseUrl)(
  'every acknowledged store is synced to disk, and a second process is refused',
  async () => {
    const folder = makeFolder();
    const app = await startTestApp({}, folder);
    const tenant = await createTenant(app);
    expect(statSync(`${folder}/database`).mode & 0o777).toBe(0o700);
    const before = syncs.count;
    for (let n = 0; n < 20; n += 1)
      await tenant.call('POST', '/api/v1/memory/entries', { content: `durable ${n}` });
    expect(syncs.count - before).toBeGreaterThanOrEqual(20);
    await expect(connect({ dataDir: folder })).rejects.toThrow(`process ${process.pid}`);
    await app.stop();
    const again = await startTestApp({}, folder);
    expect(
      (await request(again, 'GET', '/api/v1/stats', undefined, { authorization: `Bearer ${tenant.token}` }))
        .body.memories,
    ).toBe(20);
    await again.stop();
  },
);

test.runIf(!databaseUrl)(
  'the first person becomes owner by the printed link only, and signs in again by a bound link',
  async () => {
    const app = await startTestApp();
    const secret = app.services.setUp.secret;
    const setUp = (given: string) =>
      request(app, 'POST', '/api/v1/auth/set-up', {
        secret: given,
        email: 'Owner@Example.org',
        workspace: 'Acme',
      });
    expect((await setUp('wrong')).body.error.code).toBe('link_invalid');
    const made = await setUp(secret ?? '');
    expect(made.status).toBe(201);
    expect(made.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    expect((await setUp(secret ?? '')).body.error.code).toBe('link_invalid');
    const asked = await request(app, 'POST', '/api/v1/auth/sign-in-links', { email: 'owner@example.org' });
    const unknown = await request(app, 'POST', '/api/v1/auth/sign-in-links', { email: 'nobody@example.org' });
    expect([asked.status, asked.text]).toEqual([unknown.status, unknown.text]);
    await app.services.settle();
    expect(app.printed).toHaveLength(1);
    const link = /#link=(\S+)/.exec(app.printed[0] ?? '')?.[1];
    const cookie = asked.headers.get('set-cookie')?.split(';')[0] ?? '';
    const signIn = (headers: Record<string, string>) =>
      request(app, 'POST', '/api/v1/auth/sign-in', { secret: link }, headers);
    expect((await signIn({})).body.error.code).toBe('link_invalid');
    expect((await signIn({ cookie, origin: 'https://evil.example' })).body.error.code).toBe('csrf_failed');
    const session =
      (await signIn({ cookie })).headers
        .getSetCookie()
        .find((value) => value.startsWith('knowmind_session'))
        ?.split(';')[0] ?? '';
    expect((await request(app, 'GET', '/api/v1/me', undefined, { cookie: session })).body.role).toBe('owner');
    expect((await signIn({ cookie })).body.error.code).toBe('link_invalid');
    expect(
      (await request(app, 'DELETE', '/api/v1/auth/session', undefined, { cookie: session })).body.error.code,
    ).toBe('csrf_failed');
    const out = await request(app, 'DELETE', '/api/v1/auth/session', undefined, {
      cookie: session,
      origin: app.url,
    });
    expect(out.status).toBe(200);
    expect((await request(app, 'GET', '/api/v1/me', undefined, { cookie: session })).status).toBe(401);
    await app.stop();
  },
);

test.runIf(!databaseUrl)(
  'the tables are vacuumed and counted without the rights of their owner',
  async () => {
    const app = await startTestApp();
    const tenant = await createTenant(app);
    await tenant.call('POST', '/api/v1/memory/entries', { content: 'counted' });
    const counted = async () => {
      const { rows } = await sql<{ rows: number }>`
      SELECT reltuples::int AS rows FROM pg_class WHERE relname = 'memory'`.execute(app.services.db);
      return rows[0]?.rows;
    };
    expect(await counted()).toBe(-1);
    await vacuum(app.services.db);
    expect(await counted()).toBe(1);
    const entries = Array.from({ length: 100 }, (_, index) => ({ content: `one of many, ${index}` }));
    const store = (tag: string) =>
      tenant.call('POST', '/api/v1/memory/batch', {
        entries: entries.map(({ content }) => ({ content: `${content}, ${tag}` })),
      });
    await store('first');
    await vacuumChanged(app.services.db);
    expect(await counted()).toBe(1);
    for (const tag of ['second', 'third', 'fourth', 'fifth', 'sixth']) await store(tag);
    // The database counts its changes once a second.
    const changed = async () => {
      await vacuumChanged(app.services.db);
      return counted();
    };
    await expect.poll(changed, { timeout: 10_000, interval: 200 }).toBe(601);
    await app.stop();
  },
);

test.runIf(!databaseUrl)(
  'a table whose changes are not counted any more, as after a crash, is vacuumed again',
  async () => {
    const app = await startTestApp();
    const { db } = app.services;
    const tenant = await createTenant(app);
    await tenant.call('POST', '/api/v1/memory/entries', { content: 'counted' });
    await vacuum(db);
    const vacuumed = async () => {
      const { rows } = await sql<{ at: Date | null }>`
        SELECT last_vacuum AS at FROM pg_stat_user_tables WHERE relname = 'memory'`.execute(db);
      return rows[0]?.at;
    };
    await expect.poll(vacuumed).not.toBeNull();
    // Only a superuser may forget what was counted.
    await sql`RESET ROLE`.execute(db);
    await sql`SELECT pg_stat_reset()`.execute(db);
    await sql`SET ROLE knowmind_app`.execute(db);
    expect(await vacuumed()).toBeNull();
    await vacuumChanged(db);
    await expect.poll(vacuumed).not.toBeNull();
    await app.stop();
  },
);
