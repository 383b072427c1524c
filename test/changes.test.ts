import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { createChanges } from '../packages/server/src/change.ts';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { invoke } from '../packages/server/src/invoke.ts';
import { verifyToken } from '../packages/server/src/token/index.ts';
import { createTenant, databaseUrl, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await createTenant(await sharedApp());
});

const store = (input: Record<string, unknown>, more = {}) =>
  invoke(tenant.app.services, 'storeMemory', { caller: tenant.owner, input, ...more });
const contents = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ content: `Fact ${index}` }));
const kept = async () =>
  (await tenant.call('GET', '/api/v1/memory/entries?limit=100')).body.items.map(
    ({ content }: { content: string }) => content,
  );
/** The targets of the stores in the audit log, which has to be whole. */
const recorded = async (): Promise<string[]> => {
  expect((await tenant.call('GET', '/api/v1/audit/verify')).body).toMatchObject({ intact: true });
  const { items } = (await tenant.call('GET', '/api/v1/audit?action=memory.created&limit=100')).body;
  return items.map(({ target }: { target: { name: string } }) => target.name);
};

test.skipIf(!databaseUrl)(
  'changes that wait for each other are both made (skipped: the embedded database does one after the other)',
  async () => {
    const { changes } = tenant.app.services;
    const attempts: string[] = [];
    let both: (() => void) | undefined;
    const met = new Promise<void>((resolve) => {
      both = resolve;
    });
    const locking = (first: string, second: string) =>
      changes.make(
        tenant.workspaceId,
        async (tx) => {
          const lock = (name: string) =>
            sql`SELECT pg_advisory_xact_lock(hashtext(${`${tenant.workspaceId} ${name}`}))`.execute(tx);
          await lock(first);
          attempts.push(first);
          if (attempts.length === 2) both?.();
          await met;
          await lock(second);
          return { output: first, entries: [], afterCommit: [] };
        },
        'none',
      );
    const made = await Promise.all([locking('a', 'b'), locking('b', 'a')]);
    expect(made.map(({ output }) => output)).toEqual(['a', 'b']);
    // One of them was broken off and made once more.
    expect(attempts).toHaveLength(3);
  },
);

describe('memories that are stored at the same time', () => {
  test.each([
    ['facts share transactions', '', true],
    ['facts that name something do so on the embedded database alone', ' [[Globex]]', !databaseUrl],
  ])('%s', async (_, more, shared) => {
    const inputs = contents(20).map(({ content }) => ({ content: `${content}${more}` }));
    await Promise.all(inputs.map((input) => store(input)));
    const { rows } = await inWorkspace(tenant.app.services.db, tenant.workspaceId, (tx) =>
      sql<{ made: number; transactions: number }>`
        SELECT count(*)::int AS made, count(DISTINCT xmin::text)::int AS transactions FROM memory
        WHERE workspace_id = ${tenant.workspaceId}`.execute(tx),
    );
    expect(rows[0]?.made).toBe(20);
    if (shared) expect(rows[0]?.transactions).toBeLessThan(5);
    else expect(rows[0]?.transactions).toBe(20);
    expect((await recorded()).sort()).toEqual(inputs.map(({ content }) => content).sort());
  });

  test('with two servers that are sent the same ones, in opposite order, are kept once each', async () => {
    const { services } = tenant.app;
    const other = { ...services, changes: createChanges(services.db, 'embedded') };
    const inputs = contents(30);
    const there = [...inputs].reverse();
    const ended = await Promise.allSettled([
      ...inputs.map((input) => store(input)),
      ...there.map((input) => invoke(other, 'storeMemory', { caller: tenant.owner, input })),
    ]);
    expect(ended.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect((await kept()).sort()).toEqual(inputs.map(({ content }) => content).sort());
    expect((await tenant.call('GET', '/api/v1/audit/verify')).body).toMatchObject({ intact: true });
  });

  test('are each refused for what is wrong with it, and the others stay', async () => {
    const good = contents(12);
    const wrong = { content: 'Eats', relations: [{ predicate: 'EATS', object: 'Cake' }] };
    const inputs = [...good.slice(0, 6), wrong, ...good.slice(6), wrong];
    const ended = await Promise.allSettled(inputs.map((input) => store(input)));
    const refusals = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
    expect(refusals).toEqual(['invalid_request', 'invalid_request']);
    expect(ended[6]?.status).toBe('rejected');
    const titles = good.map(({ content }) => content).sort();
    expect((await kept()).sort()).toEqual(titles);
    expect((await recorded()).sort()).toEqual(titles);
  });

  test('are not kept of a token that ended meanwhile, and the others are', async () => {
    const { services } = tenant.app;
    const { token, id } = await tenant.makeToken({ name: 'short-lived', scopes: ['write'] });
    const verified = await verifyToken(services, token, tenant.owner);
    const caller = {
      ...tenant.owner,
      actor: { ...verified, type: 'token' as const },
      scopes: verified.scopes,
    };
    await tenant.call('DELETE', `/api/v1/tokens/${id}`);
    const late = () => store({ content: 'Too late' }, { caller });
    const good = contents(6);
    const ended = await Promise.allSettled([...good.map((input) => store(input)), late()]);
    expect(ended.map(({ status }) => status)).toEqual([...good.map(() => 'fulfilled'), 'rejected']);
    expect(ended.at(-1)).toMatchObject({ reason: { code: 'invalid_token' } });
    expect((await kept()).sort()).toEqual(good.map(({ content }) => content));
    expect((await recorded()).sort()).toEqual(good.map(({ content }) => content));
  });

  test('are repeated under one idempotency key, and another body under it is refused alone', async () => {
    const keyed = (content: string) => store({ content }, { idempotencyKey: 'same' });
    const ended = await Promise.allSettled([
      ...contents(4).map((input) => store(input)),
      keyed('Once'),
      keyed('Once'),
      keyed('Twice'),
    ]);
    const [once, again, twice] = ended.slice(4);
    expect(ended.slice(0, 4).map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
    // On a database server either body may come first.
    const refusal = { status: 'rejected', reason: { code: 'idempotency_conflict' } };
    const isFirst = once?.status === 'fulfilled';
    if (isFirst) expect(again).toEqual(once);
    for (const each of isFirst ? [twice] : [once, again]) expect(each).toMatchObject(refusal);
    expect((await kept()).sort()).toEqual([
      ...contents(4).map(({ content }) => content),
      isFirst ? 'Once' : 'Twice',
    ]);
  });

  test('up to the limit of the plan and not beyond', async () => {
    tenant = await createTenant(await sharedApp(), 'private');
    const ended = await Promise.allSettled(contents(110).map((input) => store(input)));
    const refusals = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
    expect(refusals).toEqual(Array(10).fill('plan_required'));
    expect(
      (await invoke(tenant.app.services, 'getStats', { caller: tenant.owner, input: {} })).output,
    ).toMatchObject({
      memories: 100,
    });
  });
});
