import { setTimeout } from 'node:timers/promises';
import { beforeEach, expect, test, vi } from 'vitest';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import type { Database, Tx } from '../packages/server/src/db/types.ts';
import { startJobs } from '../packages/server/src/jobs/index.ts';
import {
  noteImport,
  renewStatistics,
  termStatistics,
} from '../packages/server/src/recall/vocabulary/index.ts';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await createTenant(await sharedApp());
});

const storeMany = (from: number, to: number, into = tenant) =>
  into.call('POST', '/api/v1/memory/batch', {
    entries: Array.from({ length: to - from }, (_, index) => ({ content: `counted note ${from + index}` })),
  });
const readStatistics = () =>
  inWorkspace(tenant.app.services.db, tenant.workspaceId, (tx) => termStatistics(tx, tenant.workspaceId));

test('how rare words are is read again soon after a memory has grown by much', async () => {
  for (const from of [0, 100, 200]) await storeMany(from, from + 100);
  expect((await readStatistics()).frequency.get('count')).toBe(300);
  await storeMany(300, 400);
  expect((await readStatistics()).memories).toBe(300);
  const now = Date.now();
  const later = vi.spyOn(Date, 'now').mockImplementation(() => now + 10_000);
  try {
    expect((await readStatistics()).memories).toBe(400);
    await storeMany(400, 450);
    later.mockImplementation(() => now + 20_000);
    expect((await readStatistics()).memories).toBe(400);
    later.mockImplementation(() => now + 100_000);
    expect((await readStatistics()).memories).toBe(450);
    const at = new Date(now).toISOString();
    const times = { valid_from: at, valid_to: null, created_at: at, updated_at: at };
    const plain = { kind: 'memory', memory_type: 'semantic', tags: [], source: null, domain: null, ...times };
    const old = {
      ...plain,
      id: '01000000-0000-7000-8000-000000000000',
      title: 'Old',
      content: 'A note that is older.',
    };
    expect((await tenant.call('POST', '/api/v1/workspace/import', { records: [old] })).status).toBe(200);
    later.mockImplementation(() => now + 110_000);
    expect((await readStatistics()).memories).toBe(451);
  } finally {
    later.mockRestore();
  }
});

test('how rare words are is read again before it is too old, where it is used, so that no search waits for it', async () => {
  for (const from of [0, 100, 200]) await storeMany(from, from + 100);
  await readStatistics();
  await storeMany(300, 350);
  const now = Date.now();
  const later = vi.spyOn(Date, 'now').mockImplementation(() => now + 40_000);
  try {
    expect((await readStatistics()).memories).toBe(300);
    await renewStatistics(tenant.app.services.db);
    await storeMany(350, 400);
    later.mockImplementation(() => now + 80_000);
    await renewStatistics(tenant.app.services.db);
    expect((await readStatistics()).memories).toBe(350);
  } finally {
    later.mockRestore();
  }
});

type Work<T> = (tx: Tx) => Promise<T>;

/** A database whose transactions are begun by `begin`, which is told how many there were. */
function beginning(
  db: Database,
  begin: (nth: number) => void | Promise<void>,
  toTx: (tx: Tx) => Tx = (tx) => tx,
) {
  let begun = 0;
  const transaction = () => ({
    async execute<T>(work: Work<T>) {
      begun += 1;
      await begin(begun);
      return db.transaction().execute((tx) => work(toTx(tx)));
    },
  });
  return { transaction } as unknown as Database;
}

/** A transaction in which only the first query is answered. */
function deafAfterOne(tx: Tx): Tx {
  let asked = 0;
  return new Proxy(tx, {
    get(target, name) {
      if (name === 'getExecutor') asked += 1;
      if (asked > 1) throw new Error('no answer');
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

type Due = { db: Database; read: () => Promise<number[]>; wait: (ms: number) => void };

/** Two workspaces whose frequencies were read, forty seconds ago, and used since. */
async function twoDue(work: (due: Due) => Promise<void>): Promise<void> {
  const tenants = [tenant, await createTenant(await sharedApp())];
  const { db } = tenant.app.services;
  const read = () =>
    Promise.all(
      tenants.map(({ workspaceId }) =>
        inWorkspace(db, workspaceId, async (tx) => (await termStatistics(tx, workspaceId)).memories),
      ),
    );
  for (const each of tenants) for (const from of [0, 100, 200]) await storeMany(from, from + 100, each);
  await read();
  for (const each of tenants) await storeMany(300, 350, each);
  const now = Date.now();
  const later = vi.spyOn(Date, 'now').mockImplementation(() => now + 40_000);
  try {
    expect(await read()).toEqual([300, 300]);
    await work({ db, read, wait: (ms) => later.mockImplementation(() => now + 40_000 + ms) });
  } finally {
    later.mockRestore();
  }
}

test('a workspace whose words cannot be read keeps the job from no other', async () => {
  await twoDue(async ({ db, read }) => {
    const failing = beginning(db, (nth) => {
      if (nth === 1) throw new Error('no connection');
    });
    await expect(renewStatistics(failing)).rejects.toThrow('not read');
    expect((await read()).sort()).toEqual([300, 350]);
    await renewStatistics(db);
    expect(await read()).toEqual([350, 350]);
  });
});

test('what one run of the job is about to read the next leaves alone', async () => {
  await twoDue(async ({ db, read }) => {
    let begun = 0;
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = beginning(db, (nth) => {
      begun = nth;
      return gate;
    });
    const run = () => renewStatistics(slow);
    const stop = startJobs([{ name: 'word frequencies', everyMs: 5, run }], tenant.app.services.log);
    await vi.waitFor(() => expect(begun).toBeGreaterThan(0));
    await setTimeout(50);
    release();
    await stop();
    expect(begun).toBe(2);
    expect(await read()).toEqual([350, 350]);
  });
});

test('an import is not forgotten when the words cannot be read', async () => {
  await twoDue(async ({ db, read, wait }) => {
    noteImport(tenant.workspaceId);
    await expect(renewStatistics(beginning(db, () => undefined, deafAfterOne))).rejects.toThrow('not read');
    wait(6000);
    expect(await read()).toEqual([350, 300]);
  });
});
