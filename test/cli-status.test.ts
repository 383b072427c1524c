import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runLine, type Surroundings } from './command-line.ts';
import { createTenant, makeFolder, sharedApp, type Tenant } from './harness.ts';
import { startMute } from './mute.ts';

let tenant: Tenant;
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
});

const status = (argv: string[], { env, ...rest }: Surroundings = {}) =>
  runLine(tenant, ['status', ...argv], { env: { KNOWMIND_TOKEN: tenant.token, ...env }, ...rest });
const cacheOf = (home: string) => join(home, '.knowmind/status.json');
/** Runs the line, and what it starts apart, as the program would. */
async function line(home: string, surroundings: Surroundings = {}, argv: string[] = []) {
  const started: string[][] = [];
  const background = (argv: string[]) => void started.push(argv);
  const { code, out, err } = await status(['--line', ...argv], { home, background, ...surroundings });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.trimEnd()).not.toContain('\n');
  const refresh = async () => {
    for (const argv of started)
      await runLine(tenant, argv, {
        home,
        env: { KNOWMIND_TOKEN: tenant.token, ...surroundings.env },
      });
  };
  return { out: out.trimEnd(), started, refresh };
}
function age(home: string, seconds: number): void {
  const kept = JSON.parse(readFileSync(cacheOf(home), 'utf8'));
  writeFileSync(cacheOf(home), JSON.stringify({ ...kept, at: kept.at - seconds * 1000 }));
}

test('status names server, workspace, plan, token, counts and what was stored last', async () => {
  const own = await createTenant(tenant.app);
  const env = { KNOWMIND_TOKEN: own.token };
  expect((await status([], { env })).out).toMatch(/Stored last {2}nothing yet/);
  await own.call('POST', '/api/v1/memory/entries', {
    content: 'The house is\u001b[2J red.',
    title: 'House\u001b[2J',
  });
  const { code, out, err } = await status([], { env });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^Server .*http.* ok .*knowmind .* ms$/m);
  for (const part of ['Acme', 'enterprise', 'everything', 'read, write, admin', '1 memories, 0 documents'])
    expect(out).toContain(part);
  expect(out).toMatch(/^Stored last {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}House/m);
  expect(out).not.toContain('\u001b');
  expect(out).not.toContain(own.token);
  expect((await status([], { env: { ...env, LANG: 'de_DE.UTF-8' } })).out).toContain('Zuletzt gespeichert');
  const json = JSON.parse((await status(['--json'], { env })).out);
  expect(json).toMatchObject({
    status: 'ok',
    workspace: { name: 'Acme', plan: 'enterprise' },
    stats: { memories: 1, documents: 0, chunks: 0, entities: 0, relations: 0 },
    last_stored: { created_at: expect.any(String) },
    latency_ms: expect.any(Number),
  });
});

test('what a token may not read is left out, and the rest is shown', async () => {
  const { token } = await tenant.makeToken({ name: 'writer', scopes: ['write'] });
  const { code, out } = await status([], { env: { KNOWMIND_TOKEN: token } });
  expect(code).toBe(0);
  expect(out).toContain('the token may not read');
  const json = JSON.parse((await status(['--json'], { env: { KNOWMIND_TOKEN: token } })).out);
  expect(json).toMatchObject({ stats: null, last_stored: null, token: { name: 'writer' } });
});

test('without a token the server is shown and the command fails; so it does with a refused one, and no service', async () => {
  const none = await status([], { env: { KNOWMIND_TOKEN: '' } });
  expect(none).toMatchObject({ code: 2, err: expect.stringContaining('knowmind login') });
  expect(none.out).toContain('ok');
  const refused = await status(['--json'], { env: { KNOWMIND_TOKEN: `kmt_${'a1B2'.repeat(12)}` } });
  expect(refused.code).toBe(2);
  expect(JSON.parse(refused.err).error.code).toBe('invalid_token');
  const away = await status([], { env: { KNOWMIND_API_URL: 'http://127.0.0.1:1' } });
  expect(away).toMatchObject({ code: 2, out: '', err: expect.stringContaining('No answer from') });
  expect(await status(['more'])).toMatchObject({ code: 2 });
});

test('the line waits for nothing: it shows what is known, and has it asked apart when that is old', async () => {
  const home = makeFolder();
  const first = await line(home);
  expect(first.out).toBe('○ knowmind  asking …');
  expect(first.started).toEqual([['status', '--refresh']]);
  // At most one asks at a time.
  expect((await line(home)).started).toEqual([]);
  await first.refresh();
  const second = await line(home);
  expect(second.out).toMatch(/^● knowmind {2}Acme · \d+ memories · \d+ ms$/);
  expect(second.started).toEqual([]);
  age(home, 29);
  expect((await line(home)).started).toEqual([]);
  age(home, 2);
  const old = await line(home);
  expect(old.out).toBe(second.out);
  expect(old.started).toHaveLength(1);
  expect(statSync(cacheOf(home)).mode & 0o777).toBe(0o600);
  expect(readFileSync(cacheOf(home), 'utf8')).not.toContain('kmt_');
});

test('a service that went away keeps its last numbers, and is asked again sooner', async () => {
  const home = makeFolder();
  await (await line(home)).refresh();
  const { of: mark } = JSON.parse(readFileSync(cacheOf(home), 'utf8'));
  const env = { KNOWMIND_API_URL: 'http://127.0.0.1:1' };
  await (await line(home, { env })).refresh();
  // Nothing is known of another address: the numbers of this one are not shown for it.
  expect((await line(home, { env })).out).toBe('○ knowmind  no answer');
  const kept = JSON.parse(readFileSync(cacheOf(home), 'utf8'));
  expect(kept.of).not.toBe(mark);
  const known = { ...kept, of: mark, workspace: 'Acme', memories: 1234 };
  writeFileSync(cacheOf(home), JSON.stringify(known));
  expect((await line(home)).out).toBe('○ knowmind  Acme · 1,234 memories · no answer');
  const german = await line(home, { env: { LANG: 'de_DE.UTF-8' } });
  expect(german.out).toBe('○ knowmind  Acme · 1.234 Erinnerungen · keine Antwort');
  age(home, 14);
  expect((await line(home)).started).toEqual([]);
  age(home, 2);
  expect((await line(home)).started).toHaveLength(1);
});

test('a refused token, none, and broken settings are told in the line', async () => {
  const home = makeFolder();
  const env = { KNOWMIND_TOKEN: `kmt_${'a1B2'.repeat(12)}` };
  await (await line(home, { env })).refresh();
  expect((await line(home, { env })).out).toBe('○ knowmind  token refused');
  expect((await line(home, { env: { KNOWMIND_TOKEN: '' } })).out).toBe('○ knowmind  not signed in');
  writeFileSync(join(home, '.knowmind/config.json'), '{');
  expect((await line(home)).out).toBe('○ knowmind  broken settings');
});

test.each([
  [401, 'invalid_token', 'token refused'],
  [403, 'network_not_allowed', 'token refused'],
  [402, 'plan_required', 'token refused'],
  [500, 'internal', 'no answer'],
  [503, 'unavailable', 'no answer'],
  [401, undefined, 'no answer'],
  [502, undefined, 'no answer'],
])('a service that answers %i with %s is shown as: %s', async (code, name, shown) => {
  const home = makeFolder();
  const body = name === undefined ? '' : JSON.stringify({ error: { code: name, message: 'No.' } });
  const { url, stop } = startMute((_, response) => response.writeHead(code).end(body));
  const env = { KNOWMIND_API_URL: url };
  await (await line(home, { env })).refresh();
  expect((await line(home, { env })).out).toBe(`○ knowmind  ${shown}`);
  const own = makeFolder();
  expect(await status([], { home: own, env })).toMatchObject({ code: 2, out: '' });
  expect((await line(own, { env })).out).toBe(`○ knowmind  ${shown}`);
  stop();
});

test('too many calls leave what was known, and are not asked about again at once', async () => {
  const home = makeFolder();
  const { url, stop } = startMute((_, response) => response.writeHead(429).end());
  const env = { KNOWMIND_API_URL: url };
  await (await line(home, { env })).refresh();
  const { of: mark } = JSON.parse(readFileSync(cacheOf(home), 'utf8'));
  for (const [kept, shown] of [
    [{ state: 'ok', latencyMs: 7, workspace: 'Acme', memories: 3 }, '● knowmind  Acme · 3 memories · 7 ms'],
    [{ state: 'refused', workspace: 'Acme' }, '○ knowmind  Acme · token refused'],
  ] as const) {
    writeFileSync(cacheOf(home), JSON.stringify({ ...kept, of: mark, at: Date.now() - 60_000 }));
    const old = await line(home, { env });
    await old.refresh();
    const { out, started } = await line(home, { env });
    expect({ out, started }).toEqual({ out: shown, started: [] });
  }
  stop();
});

test('a server that hangs is told after five seconds', async () => {
  const home = makeFolder();
  const mute = startMute();
  const slow = startMute((_, response) => void response.writeHead(200).write('{'));
  const begin = performance.now();
  const [plain, json, german] = await Promise.all([
    status([], { home, env: { KNOWMIND_API_URL: mute.url } }),
    status(['--json'], { env: { KNOWMIND_API_URL: slow.url } }),
    runLine(tenant, ['health'], { env: { KNOWMIND_API_URL: mute.url, LANG: 'de_DE.UTF-8' } }),
  ]);
  expect(performance.now() - begin).toBeLessThan(20_000);
  expect(plain).toMatchObject({ code: 2, out: '', err: expect.stringContaining('does not answer: nothing') });
  expect(JSON.parse(json.err).error).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('5 s'),
  });
  expect(german).toMatchObject({ code: 2, err: expect.stringContaining('antwortet nicht') });
  expect((await line(home, { env: { KNOWMIND_API_URL: mute.url } })).out).toBe('○ knowmind  no answer');
  mute.stop();
  slow.stop();
});

test.each([
  ['no JSON', '{'],
  ['another shape', '[]'],
  ['wrong types', '{"of":7,"at":"x","state":"ok"}'],
  ['an unknown state', '{"at":1,"state":"toString"}'],
])('a cache with %s counts as none', async (_, text) => {
  const home = makeFolder();
  mkdirSync(join(home, '.knowmind'));
  writeFileSync(cacheOf(home), text);
  const { out, started, refresh } = await line(home);
  expect(out).toBe('○ knowmind  asking …');
  expect(started).toHaveLength(1);
  await refresh();
  expect((await line(home)).out).toContain('Acme');
});

test('a lock that was left behind is taken over', async () => {
  const home = makeFolder();
  await line(home);
  const lock = join(home, '.knowmind/status.lock');
  const past = Date.now() / 1000 - 11;
  utimesSync(lock, past, past);
  const { started, refresh } = await line(home);
  expect(started).toHaveLength(1);
  await refresh();
  expect(existsSync(lock)).toBe(false);
});

test('colour comes with --color, and not against NO_COLOR; as JSON it is for programs', async () => {
  const home = makeFolder();
  await (await line(home)).refresh();
  expect((await line(home, {}, ['--color'])).out).toContain('\u001b[32m●');
  expect((await line(home, { env: { NO_COLOR: '1' } }, ['--color'])).out).not.toContain('\u001b');
  const { out } = await status(['--line', '--json'], { home });
  expect(JSON.parse(out)).toMatchObject({ state: 'ok', workspace: 'Acme', at: expect.any(String) });
});

// Rights do not bind root.
test.skipIf(process.getuid?.() === 0)('a home that cannot be written stops nothing', async () => {
  const home = makeFolder();
  chmodSync(home, 0o500);
  expect((await line(home)).out).toBe('○ knowmind  asking …');
  chmodSync(home, 0o700);
});

test('a home that is no folder stops nothing', async () => {
  const home = join(makeFolder(), 'file');
  writeFileSync(home, '');
  expect((await line(home)).out).toBe('○ knowmind  asking …');
});
