import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTenant, startTestApp, type Tenant, type TestApp } from './harness.ts';

// A server of its own: its clock is moved by weeks.
let app: TestApp;
let tenant: Tenant;
beforeAll(async () => {
  app = await startTestApp();
  tenant = await createTenant(app);
});
afterAll(() => app.stop());

const week = 7 * 24 * 3600 * 1000;
const store = async (content: string) =>
  (await tenant.call('POST', '/api/v1/memory/entries', { content })).body.id;
const growth = async (): Promise<{ from: string; stored: number }[]> =>
  (await tenant.call('GET', '/api/v1/stats')).body.growth;
const stored = async () => (await growth()).map((each) => each.stored);

test('growth counts what each of the last twelve weeks brought and is still there', async () => {
  expect(await stored()).toEqual(Array(12).fill(0));
  await store('The lease ends in May.');
  const second = await store('The lease ends in June.');
  app.clock.ms = 3 * week;
  await store('Parking is free.');
  const weeks = await growth();
  expect(weeks.map((each) => each.stored)).toEqual([...Array(8).fill(0), 2, 0, 0, 1]);
  for (const { from } of weeks) {
    expect(new Date(from).getUTCDay()).toBe(1);
    expect(from).toMatch(/T00:00:00\.000Z$/);
  }
  await tenant.call('DELETE', `/api/v1/memory/entries/${second}`);
  expect(await stored()).toEqual([...Array(8).fill(0), 1, 0, 0, 1]);
  app.clock.ms = 12 * week;
  expect(await stored()).toEqual([...Array(2).fill(0), 1, ...Array(9).fill(0)]);
  const stranger = await createTenant(app);
  expect((await stranger.call('GET', '/api/v1/stats')).body.growth.at(2).stored).toBe(0);
});

test('the count of memories is of what is true now, and the growth of all that was stored', async () => {
  const own = await createTenant(app);
  const { id } = (await own.call('POST', '/api/v1/memory/entries', { content: 'The desk is oak.' })).body;
  await own.call('POST', `/api/v1/memory/entries/${id}/supersede`, { content: 'The desk is beech.' });
  const { body } = await own.call('GET', '/api/v1/stats');
  expect(body).toMatchObject({ memories: 1, byType: { semantic: 1 } });
  expect(body.growth.at(-1).stored).toBe(2);
});
