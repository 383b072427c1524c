import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inWorkspace, withSight } from '../packages/server/src/db/tenant.ts';
import { createTenant, sharedApp } from './harness.ts';

test('in every table with a workspace_id another workspace\u2019s rows are neither seen nor written', async () => {
  const app = await sharedApp();
  const { db } = app.services;
  const mine = await createTenant(app);
  await mine.call('POST', '/api/v1/memory/entries', { content: 'mine' });
  await mine.call('POST', '/api/v1/documents', { title: 'mine', content: 'mine' });
  const theirs = await createTenant(app);
  await theirs.call('POST', '/api/v1/memory/entries', { content: 'theirs' });
  await theirs.call('POST', '/api/v1/documents', { title: 'theirs', content: 'theirs' });
  const { rows: tables } = await sql<{ name: string; secured: boolean }>`
    SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS secured FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`.execute(db);
  const { rows: views } = await sql<{ name: string; invoker: boolean }>`
    SELECT relname AS name, coalesce('security_invoker=true' = ANY (reloptions), false) AS invoker FROM pg_class
    WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace`.execute(db);
  expect(views.map(({ name }) => name)).toContain('searchable');
  for (const { name, invoker } of views) {
    expect(invoker, name).toBe(true);
    const seen = await inWorkspace(db, mine.workspaceId, (tx) =>
      sql`SELECT FROM ${sql.table(name)} WHERE workspace_id <> ${mine.workspaceId}`.execute(tx),
    );
    expect(seen.rows, name).toEqual([]);
  }
  const own = await inWorkspace(db, mine.workspaceId, (tx) =>
    sql<{ workspace_id: string }>`SELECT workspace_id FROM searchable`.execute(tx),
  );
  expect(own.rows.map(({ workspace_id }) => workspace_id)).toEqual([mine.workspaceId, mine.workspaceId]);
  expect(tables.length).toBeGreaterThanOrEqual(9);
  for (const { name, secured } of tables) {
    expect(secured, name).toBe(true);
    const foreign = sql<{
      count: number;
    }>`SELECT count(*)::int AS count FROM ${sql.table(name)} WHERE workspace_id <> ${mine.workspaceId}`;
    const seen = await inWorkspace(db, mine.workspaceId, (tx) => foreign.execute(tx));
    expect(seen.rows[0]?.count, name).toBe(0);
    const written = await inWorkspace(db, mine.workspaceId, (tx) =>
      sql`DELETE FROM ${sql.table(name)} WHERE workspace_id = ${theirs.workspaceId}`.execute(tx),
    );
    expect(written.numAffectedRows, name).toBe(0n);
    const nobody = await withSight(db, {}, (tx) =>
      sql<{ count: number }>`SELECT count(*)::int AS count FROM ${sql.table(name)}`.execute(tx),
    );
    expect(nobody.rows[0]?.count, name).toBe(0);
  }
  expect((await theirs.call('GET', '/api/v1/stats')).body).toMatchObject({ memories: 1, documents: 1 });
});

test('row-level security does not keep a search for words from its index', async () => {
  const { db } = (await sharedApp()).services;
  const { rows } = await sql<{ proleakproof: boolean }>`
    SELECT proleakproof FROM pg_proc WHERE oid = 'pg_catalog.ts_match_vq(tsvector, tsquery)'::regprocedure`.execute(
    db,
  );
  expect(rows).toEqual([{ proleakproof: true }]);
});
