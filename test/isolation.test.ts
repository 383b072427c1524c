import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inWorkspace, withSight } from '../packages/server/src/db/tenant.ts';
import { createTenant, sharedApp } from './harness.ts';

test('in every table with a workspace_id another workspace\u2019s rows are neither seen nor written', async () => {
  const app = await sharedApp();
  const { db } = app.services;
  const mine = await createTenant(app);
  const theirs = await createTenant(app);
  await theirs.call('POST', '/api/v1/memory/entries', { content: 'theirs' });
  const { rows: tables } = await sql<{ name: string; secured: boolean }>`
    SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS secured FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`.execute(db);
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
  expect((await theirs.call('GET', '/api/v1/stats')).body.memories).toBe(1);
});
