import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLine } from './command-line.ts';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
const zone = process.env.TZ;
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
  process.env.TZ = 'Europe/Berlin';
});
afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

const run = (argv: string[], env: Record<string, string> = {}) =>
  runLine(tenant, argv, { env: { KNOWMIND_TOKEN: tenant.token, ...env } });
const since = async (text: string, time: string) =>
  JSON.parse((await run(['--json', 'store', text, '--valid-from', time])).out).valid_from;
const knownAt = async (word: string, time: string) =>
  JSON.parse((await run(['--json', 'recall', word, '--as-of', time])).out).items.length;

test('a date is the beginning of that day here, and a time without a zone is local', async () => {
  expect(await since('The harbour opened.', '2024-07-01')).toBe('2024-06-30T22:00:00.000Z');
  expect(await since('The station opened.', '2024-01-01 08:30')).toBe('2024-01-01T07:30:00.000Z');
  expect(await since('The airport opened.', '2024-01-01T08:30:05.25')).toBe('2024-01-01T07:30:05.250Z');
  expect(await since('The tunnel opened.', '2024-01-01T08:30:00Z')).toBe('2024-01-01T08:30:00.000Z');
  expect(await since('The bridge opened.', '2024-01-01 08:30+03:00')).toBe('2024-01-01T05:30:00.000Z');
});

test('what was true on a day was so at its end; of a minute and a second too', async () => {
  await since('The lighthouse shines.', '2024-03-05 21:15:20.5');
  expect(await knownAt('lighthouse', '2024-03-04')).toBe(0);
  expect(await knownAt('lighthouse', '2024-03-05')).toBe(1);
  expect(await knownAt('lighthouse', '2024-03-05 21:14')).toBe(0);
  expect(await knownAt('lighthouse', '2024-03-05 21:15')).toBe(1);
  expect(await knownAt('lighthouse', '2024-03-05T20:15:20Z')).toBe(0);
});

test('history tells local times with seconds, which --as-of takes back; --json stays UTC', async () => {
  const { id } = JSON.parse(
    (await run(['--json', 'store', 'The ferry leaves at six.', '--valid-from', '2024-01-01'])).out,
  );
  await run(['supersede', id, 'The ferry leaves at seven.']);
  const { out } = await run(['history', id]);
  const [first, second] = out.match(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g) ?? [];
  expect(first).toBe('2024-01-01 00:00:00');
  const answer = JSON.parse((await run(['--json', 'recall', 'ferry', '--as-of', String(second)])).out);
  expect(answer.items[0].content).toContain('seven');
  const items = JSON.parse((await run(['--json', 'history', id])).out).items;
  expect(items[0].valid_from).toBe('2023-12-31T23:00:00.000Z');
  const recent = await run(['recent', '-k', '1']);
  const here = new Date(items[1].created_at).toLocaleString('sv-SE').slice(0, 16);
  expect(recent.out).toContain(here);
});

test('the audit log is read from the beginning of a day to the end of another', async () => {
  await run(['store', 'Something happened.']);
  const today = new Date().toLocaleDateString('sv-SE');
  const { items } = JSON.parse((await run(['--json', 'audit', '--from', today, '--to', today])).out);
  expect(items.length).toBeGreaterThan(0);
  const earlier = await run(['--json', 'audit', '--to', '2024-01-01']);
  expect(JSON.parse(earlier.out).items).toEqual([]);
  const listed = await run(['audit', '-n', '1', '--action', 'memory.created']);
  const [entry] = JSON.parse(
    (await run(['--json', 'audit', '-n', '1', '--action', 'memory.created'])).out,
  ).items;
  expect(listed.out).toContain(new Date(entry.at).toLocaleString('sv-SE'));
});

test('a token expires at the beginning of a day here', async () => {
  const made = await run([
    '--json',
    'tokens',
    'create',
    'dated',
    '--scopes',
    'read',
    '--expires',
    '2099-07-01',
  ]);
  expect(JSON.parse(made.out).expiresAt).toBe('2099-06-30T22:00:00.000Z');
  expect((await run(['tokens', 'list'])).out).toMatch(/dated .*2099-07-01/);
});

test.each([
  'yesterday',
  '2024-02-30',
  '2024-13-01',
  '2024-01-01 25:00',
  '2024-1-1',
  '12:00',
  '2024-01-01 12',
])('"%s" is no time, and what is one is said', async (wrong) => {
  const answer = await run(['recall', 'x', '--as-of', wrong]);
  expect(answer).toMatchObject({ code: 2, out: '' });
  expect(answer.err).toContain(`--as-of "${wrong}" is no time`);
  const german = await run(['audit', '--from', wrong], { LANG: 'de_DE.UTF-8' });
  expect(german.err).toContain('ist keine Zeit');
});
