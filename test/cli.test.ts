import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { createSecret } from '../packages/server/src/token/secret.ts';
import { runLine, type Surroundings } from './command-line.ts';
import { createTenant, makeFolder, sharedApp, startTestApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
});

const run = (argv: string[], surroundings: Surroundings = {}) => runLine(tenant, argv, surroundings);

test('login verifies before it saves, into a file that only its owner can read', async () => {
  const refused = await run(['login', '--token', createSecret()]);
  expect(refused.code).toBe(2);
  expect(() => statSync(join(refused.home, '.knowmind/config.json'))).toThrow();
  const { code, home } = await run(['login'], { input: `${tenant.token}\n` });
  expect(code).toBe(0);
  expect(statSync(join(home, '.knowmind')).mode & 0o777).toBe(0o700);
  expect(statSync(join(home, '.knowmind/config.json')).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(join(home, '.knowmind/config.json'), 'utf8')).token).toBe(tenant.token);
  expect((await run(['config', 'list'], { home })).out).not.toContain(tenant.token);
  expect((await run(['whoami'], { home })).out).toContain('everything');
});

test('the environment wins over the file', async () => {
  const home = makeFolder();
  mkdirSync(join(home, '.knowmind'));
  writeFileSync(join(home, '.knowmind/config.json'), JSON.stringify({ token: createSecret() }));
  expect((await run(['health'], { home })).code).toBe(2);
  expect((await run(['health'], { home, env: { KNOWMIND_TOKEN: tenant.token } })).code).toBe(0);
});

test('what is piped into store is found by recall', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  expect((await run(['store', '--tag', 'ops'], { env, input: 'The backup runs at midnight.' })).code).toBe(0);
  const { out } = await run(['--json', 'recall', 'backup', 'midnight'], { env });
  expect(JSON.parse(out).items[0]).toMatchObject({ content: 'The backup runs at midnight.', tags: ['ops'] });
});

test('exit codes: 1 for an unknown command, 2 for what failed, with one line that says why', async () => {
  expect((await run(['nonsense'])).code).toBe(1);
  expect((await run(['recall', 'x', '-k', 'abc'], { env: { KNOWMIND_TOKEN: tenant.token } })).code).toBe(2);
  const signedOut = await run(['recent']);
  expect(signedOut).toMatchObject({ code: 2, out: '' });
  expect(signedOut.err.trim().split('\n')).toHaveLength(1);
  expect((await run(['recent'], { env: { LANG: 'de_DE.UTF-8' } })).err).toContain('Nicht angemeldet');
  expect((await run(['health'], { env: { KNOWMIND_API_URL: 'http://127.0.0.1:1' } })).err).toContain(
    'No answer',
  );
});

test('tokens are made, listed and revoked by name', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  expect((await run(['tokens', 'create', 'build', '--scopes', 'write'], { env })).out).toMatch(/^kmt_/);
  expect((await run(['tokens', 'create', 'wrong', '--scopes', 'all'], { env })).code).toBe(2);
  expect((await run(['tokens', 'revoke', 'build'], { env })).code).toBe(2);
  expect((await run(['tokens', 'revoke', 'build', '--yes'], { env })).out).toContain('revoked');
  expect((await run(['audit', 'verify'], { env })).code).toBe(0);
});

test('several tokens are revoked at once; some that fail make exit code 3, all of them 2', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  const made = await tenant.makeToken({ name: 'by prefix', scopes: ['read'] });
  await tenant.makeToken({ name: 'by name', scopes: ['read'] });
  const revoke = (...names: string[]) => run(['tokens', 'revoke', ...names, '--yes'], { env });
  const some = await revoke(made.token.slice(0, 10), 'nobody', 'by name');
  expect(some.code).toBe(3);
  expect(some.out).toContain('by prefix: revoked');
  expect(some.out).toContain('by name: revoked');
  expect(some.err).toContain('nobody');
  expect((await revoke('nobody', 'nor this')).code).toBe(2);
});

test('a name that several tokens have is not guessed at', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  await tenant.makeToken({ name: 'twin', scopes: ['read'] });
  await tenant.makeToken({ name: 'twin', scopes: ['read'] });
  const answer = await run(['tokens', 'rotate', 'twin'], { env });
  expect(answer.code).toBe(2);
  expect(answer.err).toContain('Give the id');
});

test('the audit log is read by token, by action, and in German', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  const quiet = await tenant.makeToken({ name: 'quiet', scopes: ['read'] });
  await run(['recall', 'anything'], { env: { KNOWMIND_TOKEN: quiet.token } });
  const own = await run(['audit', '--token', 'quiet'], { env: { ...env, LANG: 'de_DE.UTF-8' } });
  expect(own.out).toContain('Erinnerung abgerufen');
  expect(own.out).not.toContain('everything');
  const target = await run(['audit', '--target', quiet.id, '--json'], { env });
  expect(JSON.parse(target.out).items).toMatchObject([{ action: 'token.created' }]);
});

test('an action that nobody did is told from one that is none', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  const bogus = await run(['audit', '--action', 'bogus'], { env });
  expect(bogus).toMatchObject({ code: 0, out: 'Nothing found.\n' });
  expect(bogus.err).toMatch(/no action "bogus"\. There are: token, .*memory.*document/);
  expect((await run(['audit', '--action', 'token.bogus'], { env })).err).toContain(
    'token.created, token.updated',
  );
  expect(await run(['audit', '--action', 'member'], { env })).toMatchObject({
    out: 'Nothing found.\n',
    err: '',
  });
  const german = await run(['--json', 'audit', '--action', 'bogus'], {
    env: { ...env, LANG: 'de_DE.UTF-8' },
  });
  expect(JSON.parse(german.out).items).toEqual([]);
  expect(german.err).toContain('Es gibt keine Aktion „bogus“');
});

test('a file is replaced by an export only with --force, or when someone agrees', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  const home = makeFolder();
  const file = join(home, 'kept.jsonl');
  for (const command of [['export'], ['audit', 'export']]) {
    writeFileSync(file, 'mine');
    const refused = await run([...command, '--output', 'kept.jsonl'], { env, home });
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain('--force');
    const declined = await run([...command, '--output', 'kept.jsonl'], { env, home, typed: 'n\n' });
    expect(declined.err).toContain('kept.jsonl exists already');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await run([...command, '--output', 'kept.jsonl', '--force'], { env, home })).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('"');
    writeFileSync(file, 'mine');
    expect((await run([...command, '--output', 'kept.jsonl'], { env, home, typed: 'y\n' })).code).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toBe('mine');
  }
});

test.each([
  [['entity', 'show', 'Nobody'], {}, 'not_found', 'no entity'],
  [['documents', 'show', 'Nothing'], {}, 'not_found', 'no document'],
  [['tokens', 'revoke', 'none', '--yes'], {}, 'not_found', 'no token'],
  [['config', 'set', 'foo', 'bar'], {}, 'failed', 'no setting'],
  [['recall', 'x'], { KNOWMIND_TOKEN: '' }, 'unauthenticated', 'Not signed in'],
  [['health'], { KNOWMIND_API_URL: 'http://127.0.0.1:1' }, 'unreachable', 'No answer'],
  [['history', '01900000-0000-7000-8000-000000000000'], {}, 'not_found', 'no such memory'],
  [['history', '01900000-0000-7000-8000-000000000000'], { LANG: 'de_DE' }, 'not_found', 'Arbeitsbereich'],
  [['upload', 'none.md'], {}, 'file', 'none.md'],
  [['store', 'x', '--type', 'dream'], {}, 'usage', 'dream'],
  [['nonsense'], {}, 'usage', 'nonsense'],
])('with --json the error of %j %j is JSON with a code', async (argv, env, code, message) => {
  const answer = await run(['--json', ...argv], { env: { KNOWMIND_TOKEN: tenant.token, ...env } });
  expect(answer.code).toBeGreaterThan(0);
  expect(answer.out).toBe('');
  expect(answer.err.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(answer.err)).toEqual({ error: { code, message: expect.stringContaining(message) } });
});

test('what answers in place of the service is said, whatever it answers', async () => {
  const answers: [number, string][] = [
    [200, 'hello'],
    [404, '<html>'],
    [502, 'Bad Gateway'],
  ];
  for (const [status, text] of answers) {
    const other = createServer((_, response) => response.writeHead(status).end(text)).listen(0);
    await once(other, 'listening');
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    for (const argv of [['health'], ['login', '--token', tenant.token, '--api-url', url]]) {
      const { code, err } = await run(argv, { env: { KNOWMIND_TOKEN: tenant.token, KNOWMIND_API_URL: url } });
      expect(code).toBe(2);
      expect(err).toContain(`${url} answered with status ${status}, but not as knowmind does`);
    }
    other.close();
  }
});

test('a limit before the service is waited for, and a connection that breaks is no foreign answer', async () => {
  let calls = 0;
  const proxy = createServer((_, response) => {
    calls += 1;
    if (calls === 1) response.writeHead(429, { 'retry-after': '1' }).end('slow down');
    else {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
      response.write('{');
      setTimeout(() => response.destroy(), 50);
    }
  }).listen(0);
  await once(proxy, 'listening');
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const { code, err } = await run(['health'], {
    env: { KNOWMIND_TOKEN: tenant.token, KNOWMIND_API_URL: url },
  });
  expect(code).toBe(2);
  expect(err).toContain('Too many calls; waiting');
  expect(err).toContain(`No answer from ${url}`);
  proxy.close();
});

test('an export that breaks off fails, says so, and leaves no file that looks whole', async () => {
  const broken = await createTenant(await sharedApp());
  const env = { KNOWMIND_TOKEN: broken.token };
  const whole = await run(['audit', 'export', '--output', 'log.jsonl'], { env });
  expect(whole).toMatchObject({ code: 0, err: '' });
  expect(readdirSync(whole.home)).toEqual(['log.jsonl']);
  await inWorkspace(broken.app.services.db, broken.workspaceId, (tx) =>
    sql`UPDATE audit_entry SET at = 'infinity' WHERE workspace_id = ${broken.workspaceId} AND seq = 2`.execute(
      tx,
    ),
  );
  const answer = await run(['audit', 'export', '--format', 'csv', '--output', 'log.csv'], { env });
  expect(answer.code).toBe(2);
  expect(answer.err).toContain('not complete');
  expect(readdirSync(answer.home)).toEqual([]);
  const piped = await run(['audit', 'export', '--format', 'csv'], { env: { ...env, LANG: 'de_DE' } });
  expect(piped.code).toBe(2);
  expect(piped.err).toContain('unvollständig');
  const nowhere = await run(['audit', 'export', '--output', 'no/such/folder'], {
    env: { KNOWMIND_TOKEN: tenant.token },
  });
  expect(nowhere.err).toContain('cannot be written');
});

test.each([
  ['{ "token": ', 'holds no JSON object'],
  ['["token"]', 'holds no JSON object'],
  ['{ "apiUrl": 3000 }', '"apiUrl" has to be a text'],
  ['{ "token": null }', '"token" has to be a text'],
])('a settings file with %s is named in one line, and nothing is guessed from it', async (text, problem) => {
  const home = makeFolder();
  mkdirSync(join(home, '.knowmind'));
  writeFileSync(join(home, '.knowmind/config.json'), text);
  for (const argv of [['health'], ['recent'], ['logout'], ['config', 'list']]) {
    const answer = await run(argv, { home });
    expect(answer.code).toBe(2);
    expect(answer.err).toContain('config.json');
    expect(answer.err).toContain(problem);
    expect(answer.err).not.toContain('unexpected');
    expect(answer.err.trim().split('\n')).toHaveLength(1);
  }
});

test('the address of the API stands for that of the server', async () => {
  for (const path of ['/', '/api', '/api/', '/api/v1/']) {
    const answer = await run(['health'], { env: { KNOWMIND_API_URL: `${tenant.app.url}${path}` } });
    expect(answer, path).toMatchObject({ code: 0 });
  }
});

test('an address that is none is named with where it comes from', async () => {
  const home = makeFolder();
  mkdirSync(join(home, '.knowmind'));
  writeFileSync(join(home, '.knowmind/config.json'), '{ "apiUrl": "localhost:3000" }');
  expect((await run(['health'], { home, env: { KNOWMIND_API_URL: '' } })).err).toContain('config.json');
  expect((await run(['health'], { env: { KNOWMIND_API_URL: 'nowhere' } })).err).toContain('KNOWMIND_API_URL');
});

test('logout and login say that KNOWMIND_TOKEN goes on being used', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  expect((await run(['logout'], { env })).err).toContain('unset KNOWMIND_TOKEN');
  expect((await run(['logout'])).err).toBe('');
  const { token } = await tenant.makeToken({ name: 'saved', scopes: ['read'] });
  expect((await run(['login', '--token', token], { env })).err).toContain('wins over');
});

test('a text that is known already is kept, and what was given with it is named as not changed', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  const first = await run(['store', 'The gate closes at six.', '--tag', 'gate', '--json'], { env });
  const { id } = JSON.parse(first.out);
  const plain = await run(['store', 'The gate closes at six.', '--tag', 'gate'], { env });
  expect(plain.out).toBe(`Already known as ${id}; nothing was stored.\n`);
  const changed = [
    'store',
    'The gate closes at six.',
    '--title',
    'Gate',
    '--tag',
    'door',
    '--type',
    'reference',
  ];
  const { code, out } = await run(changed, { env });
  expect(code).toBe(0);
  expect(out).toContain('Not changed: title, tags, type.');
  expect(out).toContain(`knowmind supersede ${id}`);
  const [kept] = JSON.parse((await run(['--json', 'recent', '-k', '1'], { env })).out).items;
  expect(kept).toMatchObject({ id, tags: ['gate'], memory_type: 'semantic' });
});

test.each([
  [['store', 'text', '--title', ''], '--title'],
  [['store', 'text', '--tag', 'one', '--tag', ' '], '--tag'],
  [['recall', 'text', '--source', ''], '--source'],
  [['tokens', 'edit', 'everything', '--name', ''], '--name'],
  [['audit', '--action', ''], '--action'],
  [['login', '--token', ''], '--token'],
  [['serve', '--data-dir', ''], '--data-dir'],
])('an empty option is refused, not left out: %j', async (argv, option) => {
  const answer = await run(argv, { env: { KNOWMIND_TOKEN: tenant.token } });
  expect(answer).toMatchObject({ code: 2, out: '' });
  expect(answer.err).toContain(`${option} is empty`);
});

test('a file or a pipe that is not UTF-8 is refused, and nothing is stored', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  const count = async () => JSON.parse((await run(['--json', 'stats'], { env })).out).memories;
  const before = await count();
  const latin = Buffer.from('Der Schl\u00fcssel liegt im Schrank.', 'latin1');
  const home = makeFolder();
  writeFileSync(join(home, 'note.txt'), latin);
  const fromFile = await run(['store', '--file', 'note.txt'], { env, home });
  expect(fromFile).toMatchObject({ code: 2, out: '' });
  expect(fromFile.err).toContain('note.txt is not text in UTF-8');
  expect((await run(['store'], { env, input: latin })).err).toContain('stdin is not text in UTF-8');
  expect(await count()).toBe(before);
});

test('a text that is too long for a memory is sent elsewhere; a short one is not said twice', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  const input = 'Many words about the periscope. '.repeat(50_000);
  const refused = await run(['store'], { env, input });
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err.trim()).toMatch(/^[^\n]*larger[^\n]*For that: knowmind upload FILE$/);
  const asJson = await run(['store', '--json'], { env, input });
  expect(JSON.parse(asJson.err).error.code).toBe('payload_too_large');
  const { id } = JSON.parse((await run(['--json', 'store', 'The periscope is bent.'], { env })).out);
  const update = await run(['supersede', id], { env, input: 'abc def '.repeat(14_000) });
  expect(update).toMatchObject({ code: 2, err: expect.stringContaining('For that: knowmind upload FILE') });
  expect((await run(['recall', 'periscope'], { env })).out.match(/periscope is bent/g)).toHaveLength(1);
});

test('what is not true now is marked in the list of what is recent', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  await run(['store', 'The office will be in Berlin.', '--valid-from', '2199-01-01'], { env });
  const { id } = JSON.parse((await run(['--json', 'store', 'The office is in Bonn.'], { env })).out);
  await run(['supersede', id, 'The office is in Hamburg.'], { env });
  const later = ['--json', 'store', 'The lift will be green.', '--valid-from', '2199-01-01'];
  const green = JSON.parse((await run(later, { env })).out);
  await run(['supersede', green.id, 'The lift is red.'], { env });
  const { out } = await run(['recent'], { env });
  expect(out).toMatch(/will be green\. \(never held\)/);
  expect(out).toMatch(/will be in Berlin\. \(from 2199-01-01 00:00\)/);
  expect(out).toMatch(/is in Bonn\. \(held until \d{4}-/);
  expect(out).toMatch(/is in Hamburg\. +01/);
  const german = await run(['recent'], { env: { ...env, LANG: 'de_DE.UTF-8' } });
  expect(german.out).toContain('(ab 2199-01-01 00:00)');
});

test('networks are listed with the expiry, replaced, and taken away', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  const made = ['tokens', 'create', 'fenced', '--scopes', 'read', '--expires', '2099-01-01T00:00:00Z'];
  await run([...made, '--network', '203.0.113.0/24', '--network', '2001:db8::/32'], { env });
  const row = async () =>
    (await run(['tokens', 'list'], { env })).out.split('\n').find((line) => line.startsWith('fenced'));
  expect(await row()).toMatch(/2099-01-01 .*203\.0\.113\.0\/24,2001:db8::\/32/);
  const both = await run(['tokens', 'edit', 'fenced', '--no-networks', '--network', '10.0.0.0/8'], { env });
  expect(both.err).toContain('not both');
  const wrong = await run(['tokens', 'edit', 'fenced', '--network', '10.0.0.5/8'], { env });
  expect(wrong.err).toContain('Did you mean 10.0.0.0/8?');
  await run(['tokens', 'edit', 'fenced', '--name', 'fenced off'], { env });
  expect(await row()).toContain('203.0.113.0/24');
  expect((await run(['tokens', 'edit', 'fenced off', '--no-networks'], { env })).code).toBe(0);
  expect(await row()).not.toContain('203.0.113.0/24');
});

test('tables are headed in German where the locale is German', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token, LANG: 'de_DE.UTF-8' };
  expect((await run(['stats'], { env })).out).toMatch(/^ART +ERINNERUNGEN.*\nalle +\d/s);
  expect((await run(['tokens', 'list'], { env })).out).toMatch(/^NAME +PRÄFIX +RECHTE/);
  expect((await run(['tokens', 'list'], { env: { ...env, LANG: 'C' } })).out).toMatch(
    /^NAME +PREFIX +SCOPES/,
  );
});

test('what is wrong is said in German where the locale is German', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token, LANG: 'de_DE.UTF-8' };
  const said = async (argv: string[]) => (await run(argv, { env })).err;
  expect(await said(['store', 'a', '--file', 'b'])).toContain('nicht beides');
  expect(await said(['store', '--file', 'nirgends'])).toContain('Eine Datei nirgends gibt es nicht.');
  expect(await said(['store', 'a', '--title', ''])).toContain('--title ist leer');
  expect(await said(['config', 'set', 'token', 'x'])).toContain('nur apiUrl');
  expect(await said(['config', 'set', 'foo', 'bar'])).toContain('keine Einstellung „foo“');
  expect(await said(['history', tenant.workspaceId])).toContain('gibt es in diesem Arbeitsbereich nicht');
  expect(await said(['recall', 'x', '-k', '99'])).toMatch(
    /Eine Angabe stimmt nicht.*k: It may be at most 25/,
  );
});

test('every command waits for a 429, says so, and then succeeds', async () => {
  // A database counts by its own clock, which no test can turn.
  const limited = await startTestApp({ KNOWMIND_CALLS_PER_MINUTE: '1', DATABASE_URL: '' });
  try {
    const mine = await createTenant(limited);
    const env = { KNOWMIND_TOKEN: mine.token, KNOWMIND_API_URL: limited.url };
    const commands = [
      ['health'],
      ['whoami'],
      ['store', 'The well is deep.'],
      ['recall', 'well'],
      ['recent'],
      ['stats'],
      ['tokens', 'list'],
      ['audit'],
      ['audit', 'export'],
      ['audit', 'verify'],
    ];
    for (const argv of commands) {
      // One call is let through a minute: the clock stands at a new minute's last second but one.
      limited.clock.ms += 120_000;
      await mine.call('GET', '/api/health');
      limited.clock.ms += 58_900;
      const startedAt = performance.now();
      const answer = await run(argv, { env });
      expect(answer.code, argv.join(' ')).toBe(0);
      expect(answer.err, argv.join(' ')).toMatch(/^Too many calls; waiting [12] s …\n$/);
      expect(performance.now() - startedAt).toBeGreaterThan(1000);
    }
  } finally {
    await limited.stop();
  }
});

test('every command has help with an example', async () => {
  const { out } = await run(['--help']);
  const names = [...out.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name ?? '');
  expect(names).toEqual(expect.arrayContaining(['serve', 'login', 'recall', 'store', 'tokens', 'audit']));
  const groups = ['help', 'tokens', 'admin', 'config', 'entity'];
  for (const name of names.filter((each) => !groups.includes(each))) {
    const help = await run([name, '--help']);
    expect(help.code, name).toBe(0);
    expect(help.out, name).toMatch(/Examples?:/);
  }
});

test('a fact is superseded, its history shown, and recall says why it found it', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  const { out } = await run(['--json', 'store', 'The canteen opens at eleven.'], { env });
  const { id } = JSON.parse(out);
  const updated = await run(['supersede', id, 'The canteen opens at noon.', '--reason', 'New hours.'], {
    env,
  });
  expect(updated.code).toBe(0);
  expect(updated.out).toContain(`${id} is superseded by`);
  const { out: shown } = await run(['history', id], { env });
  expect(shown.indexOf('eleven')).toBeLessThan(shown.indexOf('noon'));
  expect(shown).toContain('New hours.');
  const why = await run(['recall', 'canteen', '--why'], { env });
  expect(why.out).toContain('lexical #1: canteen');
  expect(why.out).not.toContain('eleven');
});

test('recall --why tells over which relations, in words, and where the walk began', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  await run(['store', 'The elevator audit fails, says [[Hoist Robot]]', '--title', 'Audit note'], { env });
  await run(['store', 'It needs more grease. [[Hoist Robot]]', '--title', 'Grease'], { env });
  const { out } = await run(['recall', 'elevator', 'audit', '--why'], { env });
  expect(out).toContain('graph #1: the walk along relations began here');
  expect(out).toMatch(/graph #2: Audit note mentions Hoist Robot, /);
  const german = await run(['recall', 'elevator', 'audit', '--why'], {
    env: { ...env, LANG: 'de_DE.UTF-8' },
  });
  expect(german.out).toContain('hier begann der Weg über Beziehungen');
  expect(german.out).toMatch(/Audit note erwähnt Hoist Robot/);
});

test('superseding what is superseded, unknown or empty fails with one line that says what to do', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  const { id } = JSON.parse((await run(['--json', 'store', 'The lift is broken.'], { env })).out);
  expect((await run(['supersede', id, '--file', 'nowhere.txt'], { env })).err).toContain(
    'There is no file nowhere.txt.',
  );
  expect((await run(['supersede', id, 'x', '--file', 'y'], { env })).err).toContain('not both');
  expect((await run(['supersede', id], { env })).err).toContain('nothing to store');
  expect((await run(['supersede', id, 'The lift works.'], { env })).code).toBe(0);
  const again = await run(['supersede', id, 'The lift is slow.'], { env });
  expect(again.code).toBe(2);
  expect(again.err).toContain('Update that one.');
  expect((await run(['history', 'nonsense'], { env })).code).toBe(2);
  expect((await run(['history', tenant.workspaceId], { env })).err).toContain('no such memory');
});

test('entities are made and shown, linked and unlinked, by name where that says which', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  const make = (name: string, kind: string, ...more: string[]) =>
    run(['entity', 'make', name, '--class', kind, ...more], { env });
  expect((await make('Anna Graph', 'Person', '--alias', 'AG', '--description', 'Runs it')).out).toMatch(
    /^Made /,
  );
  expect((await make('anna graph', 'Person')).out).toMatch(/^Known as /);
  await make('Twofold', 'Organization');
  await make('Twofold', 'Application');
  const linked = await run(['link', 'AG', 'works-for', 'twofold', '--confidence', '0.8'], { env });
  expect(linked).toMatchObject({ code: 0, out: 'Anna Graph WORKS_FOR Twofold\n' });
  const again = await run(['link', 'AG', 'WORKS_FOR', 'Twofold'], { env: { ...env, LANG: 'de_DE.UTF-8' } });
  expect(again.out).toContain('Schon verknüpft');
  const shown = await run(['entity', 'show', 'anna graph'], { env });
  expect(shown.out).toMatch(/Anna Graph\s+Person/);
  expect(shown.out).toMatch(/AG[\s\S]*Runs it[\s\S]*WORKS_FOR\s+Twofold\s+0\.80/);
  const listed = await run(['--json', 'relations', 'organization:Twofold', '--predicate', 'has_employee'], {
    env,
  });
  expect(JSON.parse(listed.out).items).toMatchObject([
    { predicate: 'HAS_EMPLOYEE', to: { name: 'Anna Graph' } },
  ]);
  expect((await run(['relations', '-k', '1'], { env })).out.trim().split('\n')).toHaveLength(2);
  expect((await run(['unlink', 'AG', 'WORKS_FOR', 'Twofold'], { env })).out).toContain('removed');
  expect((await run(['unlink', 'AG', 'WORKS_FOR', 'Twofold'], { env })).out).toContain('nothing changed');
  expect((await run(['relations', 'AG'], { env })).out).toContain('No relations yet');
});

test('a node that is unknown or not told apart, and a relation that does not fit, fail with what to do', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  const fails = async (...argv: string[]) => {
    const answer = await run(argv, { env });
    expect(answer, argv.join(' ')).toMatchObject({ code: 2, out: '' });
    return answer.err;
  };
  for (const kind of ['Person', 'Project']) await run(['entity', 'make', 'Doppel', '--class', kind], { env });
  expect(await fails('entity', 'show', 'Nobody')).toContain('knowmind entity make "Nobody"');
  await run(['entity', 'make', 'Anna Nowhere', '--class', 'Person'], { env });
  expect(await fails('entity', 'show', 'Anna N')).toContain('Did you mean "Anna Nowhere"?');
  const german = await run(['relations', 'anna n'], { env: { ...env, LANG: 'de_DE.UTF-8' } });
  expect(german.err).toContain('Gemeint ist "Anna Nowhere"?');
  expect(await fails('relations', 'Doppel')).toContain('"Person:Doppel", "Project:Doppel"');
  expect(await fails('link', 'Person:Doppel', 'EATS', 'Project:Doppel')).toContain('WORKS_ON');
  expect(await fails('link', 'Person:Doppel', 'RUNS_ON', 'Project:Doppel')).toContain('follows by itself');
  expect(
    await fails('link', 'Person:Doppel', 'WORKS_ON', 'Project:Doppel', '--confidence', 'high'),
  ).toContain('number');
  expect(await fails('link', 'Person:Doppel', 'WORKS_ON', 'Project:Doppel', '--confidence', '2')).toContain(
    'confidence',
  );
  expect(await fails('entity', 'make', 'X', '--class', 'Dragon')).toContain('Organization');
  expect(await fails('entity', 'make', 'X')).toContain('--class');
  expect(await fails('entity', 'make', '...', '--class', 'Person')).toContain('a letter');
  expect(await fails('relations', '--predicate', 'EATS')).toContain('EATS');
  expect(await fails('relations', '-k', '0')).toContain('limit');
  expect(await fails('relations', tenant.workspaceId)).toContain('no such memory');
});
