import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { type CliIo, runCli } from '../packages/server/src/cli/index.ts';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { createSecret } from '../packages/server/src/token/secret.ts';
import { createTenant, makeFolder, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
});

/** A pipe in place of the terminal: the command line uses no more of it than a stream has. */
const pipe = (stream: unknown) => stream as NodeJS.WriteStream & NodeJS.ReadStream;

async function run(
  argv: string[],
  {
    home = makeFolder(),
    env = {},
    input = '',
  }: { home?: string; env?: Record<string, string>; input?: string } = {},
) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const refuse = () => Promise.reject(new Error('not part of this test'));
  const io: CliIo = {
    version: '0.0.0',
    env: { KNOWMIND_API_URL: tenant.app.url, ...env },
    stdin: pipe(Readable.from([input])),
    stdout: pipe(stdout),
    stderr: pipe(stderr),
    cwd: home,
    homeDir: home,
    serve: refuse,
    admin: { bootstrap: refuse, changePlan: refuse },
  };
  const code = await runCli(argv, io);
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? ''), home };
}

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

test('a settings file that is broken is named, and nothing is guessed from it', async () => {
  const home = makeFolder();
  mkdirSync(join(home, '.knowmind'));
  writeFileSync(join(home, '.knowmind/config.json'), '{ "token": ');
  const answer = await run(['health'], { home });
  expect(answer.code).toBe(2);
  expect(answer.err).toContain('config.json');
});

test('every command has help with an example', async () => {
  const { out } = await run(['--help']);
  const names = [...out.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name ?? '');
  expect(names).toEqual(expect.arrayContaining(['serve', 'login', 'recall', 'store', 'tokens', 'audit']));
  const groups = ['help', 'tokens', 'admin', 'config'];
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

test('superseding what is superseded, unknown or empty fails with one line that says what to do', async () => {
  const env = { KNOWMIND_TOKEN: tenant.token };
  const { id } = JSON.parse((await run(['--json', 'store', 'The lift is broken.'], { env })).out);
  expect((await run(['supersede', id, '--file', 'nowhere.txt'], { env })).err).toContain('cannot be read');
  expect((await run(['supersede', id, 'x', '--file', 'y'], { env })).err).toContain('not both');
  expect((await run(['supersede', id], { env })).err).toContain('nothing to store');
  expect((await run(['supersede', id, 'The lift works.'], { env })).code).toBe(0);
  const again = await run(['supersede', id, 'The lift is slow.'], { env });
  expect(again.code).toBe(2);
  expect(again.err).toContain('Update that one.');
  expect((await run(['history', 'nonsense'], { env })).code).toBe(2);
  expect((await run(['history', tenant.workspaceId], { env })).err).toContain('no such memory');
});
