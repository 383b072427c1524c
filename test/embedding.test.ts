import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { createWorker, type Worker } from '../packages/server/src/embedding/index.ts';
import { type Embedder, ModelError } from '../packages/server/src/model/index.ts';
import { createTenant, startTestApp, type Tenant, type TestApp } from './harness.ts';

let app: TestApp;
let worker: Worker | undefined;
beforeAll(async () => {
  app = await startTestApp();
  if (!app.services.vectors) console.log('This PostgreSQL has no pgvector: tests of vectors are left out.');
});
afterAll(() => app.stop());
beforeEach((context) => {
  if (!app.services.vectors) context.skip();
});

const vector = [1, 2, 3, 4];
const start = (embed: Embedder['embed']): Worker => {
  const embedder: Embedder = {
    provider: 'openai',
    model: 'made-up',
    minSimilarity: 0,
    embed,
    close: async () => undefined,
  };
  const { db, log } = app.services;
  worker = createWorker({ db, embedder, log });
  return worker;
};
const fill = async (tenant: Tenant, word: string, count: number) => {
  for (let from = 0; from < count; from += 100) {
    const entries = Array.from({ length: Math.min(100, count - from) }, (_, n) => ({
      content: `${word} ${from + n}`,
    }));
    expect((await tenant.call('POST', '/api/v1/memory/batch', { entries })).body.stored).toBe(entries.length);
  }
};
const missing = ({ workspaceId }: Tenant): Promise<string[]> =>
  inWorkspace(app.services.db, workspaceId, async (tx) => {
    const { rows } = await sql<{ content: string }>`
      SELECT content FROM memory WHERE workspace_id = ${workspaceId}
        AND id NOT IN (SELECT item_id FROM embedding WHERE workspace_id = ${workspaceId})`.execute(tx);
    return rows.map(({ content }) => content);
  });
const untilIdle = ({ workspaceId }: Tenant) =>
  vi.waitFor(() => expect(worker?.state(workspaceId).working).toBe(false), { timeout: 30_000 });

describe('embedding in the background', () => {
  test('finds what was committed behind the walk that was under way, though its id is older', async () => {
    const tenant = await createTenant(app);
    const { workspaceId } = tenant;
    await fill(tenant, 'Fact', 450);
    let calls = 0;
    const walking = start(async (texts) => {
      calls += 1;
      // In the second slice: a transaction that began earlier than those of the first commits now.
      if (calls === 8) {
        const { body } = await tenant.call('POST', '/api/v1/memory/entries', { content: 'Late one' });
        await inWorkspace(app.services.db, workspaceId, (tx) =>
          sql`UPDATE memory SET id = overlay(${body.id} placing
              (SELECT left(id::text, 24) FROM memory WHERE workspace_id = ${workspaceId} ORDER BY id LIMIT 1 OFFSET 50)
              from 1)::uuid
            WHERE workspace_id = ${workspaceId} AND id = ${body.id}`.execute(tx),
        );
        walking.poke(workspaceId, { fresh: true });
      }
      return texts.map(() => vector);
    });
    walking.poke(workspaceId, { fresh: true });
    await untilIdle(tenant);
    expect(await missing(tenant)).toEqual([]);
    await walking.stop();
  });

  test('is not held up by a workspace that fails again and again', async () => {
    const [bad, good] = [await createTenant(app), await createTenant(app)];
    await fill(bad, 'Bad', 1);
    await fill(good, 'Good', 2000);
    let failed = 0;
    const walking = start(async (texts) => {
      if (!texts[0]?.includes('Bad')) return texts.map(() => vector);
      failed += 1;
      throw new ModelError('It does not like this one.');
    });
    for (const { workspaceId } of [bad, good]) walking.poke(workspaceId);
    await vi.waitFor(async () => expect(await missing(good)).toEqual([]), { timeout: 30_000 });
    // Not between any two of the ten slices of the other.
    expect(failed).toBeLessThan(6);
    const before = failed;
    // What comes while it rests does not wake it, and is not lost.
    for (let n = 0; n < 20; n += 1) walking.poke(bad.workspaceId, { fresh: true });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(failed - before).toBeLessThan(2);
    expect(walking.state(bad.workspaceId)).toEqual({
      working: true,
      lastError: 'It does not like this one.',
    });
    await walking.stop();
  });

  test('asks a model that is down less and less, whichever workspaces wait for it', async () => {
    const tenants = await Promise.all(Array.from({ length: 12 }, () => createTenant(app)));
    for (const tenant of tenants) await fill(tenant, 'Fact', 1);
    let asked = 0;
    let isDown = true;
    const walking = start(async (texts) => {
      asked += 1;
      if (isDown) throw new ModelError('Down.');
      return texts.map(() => vector);
    });
    for (const { workspaceId } of tenants) walking.poke(workspaceId);
    await vi.waitFor(() => expect(asked).toBe(3));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(asked).toBe(3);
    isDown = false;
    await vi.waitFor(async () => expect((await Promise.all(tenants.map(missing))).flat()).toEqual([]), {
      timeout: 30_000,
    });
    await walking.stop();
  });
});
