import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../packages/server/src/db/connect.ts';
import { createLogger } from '../packages/server/src/log.ts';
import {
  createTenant,
  databaseUrl,
  makeFolder,
  request,
  sharedApp,
  startTestApp,
  type TestApp,
} from './harness.ts';
import { bin, spawnServer } from './spawn.ts';

const run = promisify(execFile);
const secret = `kmt_${'A'.repeat(48)}`;

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});

describe('answers', () => {
  test.each([
    '/',
    '/tokens',
    '/api/health',
    '/api/docs',
    '/api/openapi.json',
    '/api/nothing',
    '/livez',
    '/metrics',
  ])('of %s carry the security headers and a request id', async (path) => {
    const { headers } = await request(app, 'GET', path);
    const csp = headers.get('content-security-policy') ?? '';
    expect(csp).toContain("default-src '");
    expect(csp).toContain("frame-ancestors 'none'");
    expect(csp).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-request-id')).toMatch(/^[\w.-]{8,64}$/);
  });
  test.each([
    ['/api/health', 'no-store'],
    ['/livez', 'no-store'],
    ['/api/v1/none', 'no-store'],
    ['/assets/gone.js', 'no-store'],
    ['/favicon.svg', 'no-cache'],
    ['/', 'no-cache'],
  ])('of %s say who may keep them: %s', async (path, policy) => {
    expect((await request(app, 'GET', path)).headers.get('cache-control')).toBe(policy);
  });
  test('may be kept only of a file that is there', async () => {
    const policy = async (method: string, path: string) =>
      (await request(app, method, path)).headers.get('cache-control');
    const [file = ''] = /\/assets\/[^"]+\.js/.exec(await (await fetch(app.url)).text()) ?? [];
    expect(await policy('GET', file)).toBe('public, max-age=31536000, immutable');
    expect(await policy('POST', file)).toBe('no-store');
    expect(await policy('PUT', '/assets/gone.js')).toBe('no-store');
  });
  test('keep a request id that is one, and replace another', async () => {
    const given = async (id: string) =>
      (await request(app, 'GET', '/livez', undefined, { 'x-request-id': id })).headers.get('x-request-id');
    expect(await given('my-request-1')).toBe('my-request-1');
    expect(await given('<script>alert(1)</script>')).not.toContain('script');
  });
  test('say what is wrong with a body', async () => {
    const tenant = await createTenant(app);
    const post = async (body: unknown, headers = {}) =>
      (await tenant.call('POST', '/api/v1/memory/entries', body, { headers })).status;
    expect(await post('{"content":')).toBe(400);
    expect(await post('["content"]')).toBe(400);
    expect(await post('content=x', { 'content-type': 'application/x-www-form-urlencoded' })).toBe(415);
    expect(await post({ content: 'x'.repeat(101 * 1024) })).toBe(413);
    expect(await post({ content: 'x'.repeat(2 * 1024 * 1024) })).toBe(413);
  });
  test('name the methods an address takes', async () => {
    const { status, headers } = await request(app, 'PUT', '/api/v1/memory/entries');
    expect(status).toBe(405);
    expect(headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'POST']);
    expect((await request(app, 'GET', '/api/v1/nothing-here')).status).toBe(404);
  });
});

describe('for machines', () => {
  test('/livez and /readyz answer, and /metrics counts calls', async () => {
    await request(app, 'GET', '/api/health');
    expect((await request(app, 'GET', '/livez')).body).toEqual({ status: 'ok' });
    expect((await request(app, 'GET', '/readyz')).body.status).toBe('ok');
    const { text } = await request(app, 'GET', '/metrics');
    expect(text).toMatch(/knowmind_http_request_duration_seconds_count\{[^}]*status="200"[^}]*\} \d+/);
    // A proxy in front keeps its connections for a minute: this side has to keep them longer.
    expect((await request(app, 'GET', '/livez')).headers.get('keep-alive')).toBe('timeout=65');
  });
  test('the log masks whatever looks like a token, wherever it stands', () => {
    const lines: string[] = [];
    const log = createLogger('trace', (line) => lines.push(line));
    log.info(
      { path: `/x/${secret}`, headers: { authorization: `Bearer ${secret}` } },
      `called with ${secret}`,
    );
    log.error({ err: new Error(`refused ${secret}`) });
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain(secret.slice(8));
  });
});

async function command(args: string[], env: Record<string, string> = {}) {
  return run(process.execPath, [bin, ...args], {
    env: { ...process.env, DATABASE_URL: '', LC_ALL: 'C', ...env },
  }).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

describe('the operator', () => {
  const folder = makeFolder();
  const at = ['--data-dir', folder];
  const owner = [
    'admin',
    'bootstrap',
    '--email',
    'owner@example.org',
    '--workspace',
    'Acme',
    '--token',
    'ci',
    ...at,
  ];
  let token = '';

  test('bootstraps an empty folder once', async () => {
    const made = await command([...owner, '--json']);
    expect(made.code).toBe(0);
    token = JSON.parse(made.stdout).token;
    const again = await command(owner);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('has an owner already');
  });
  test.each([
    [['--email', 'nobody'], 'e-mail', 'keine E-Mail-Adresse'],
    [['--workspace', ' '], 'workspace is empty. it needs a value.', 'Es braucht einen Wert'],
    [['--scopes', 'read,root'], 'scopes', 'Die Rechte müssen aus read, write, admin'],
  ])('is told what is wrong with %j, in the language of the locale', async (wrong, word, german) => {
    const answer = await command([...owner, ...wrong]);
    expect(answer.code).toBe(2);
    expect(answer.stderr.toLowerCase()).toContain(word);
    expect(answer.stderr.trim().split('\n')).toHaveLength(1);
    const translated = await command([...owner, ...wrong], { LC_ALL: 'de_DE.UTF-8' });
    expect(translated.code).toBe(2);
    expect(translated.stderr).toContain(german);
  });
  test('changes a plan, and is told which there are', async () => {
    const change = (plan: string, workspace = 'Acme') =>
      command(['admin', 'plan', '--workspace', workspace, '--plan', plan, ...at]);
    expect((await change('pro')).code).toBe(0);
    expect((await change('gold')).stderr).toContain('business_api');
    expect((await change('pro', 'Nobody')).code).toBe(2);
    expect((await change('enterprise')).code).toBe(0);
  });
  test('changes nothing in a folder without a database, names it and makes none', async () => {
    const empty = join(makeFolder(), 'slip');
    const answer = await command([
      'admin',
      'plan',
      '--workspace',
      'Acme',
      '--plan',
      'pro',
      '--data-dir',
      empty,
    ]);
    expect(answer.code).toBe(2);
    expect(answer.stderr).toContain(`The folder ${empty} holds no database`);
    expect(answer.stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(empty)).toBe(false);
  });
  test("stops a server with SIGINT or SIGTERM, and finds all again; meanwhile the folder is the server's", async () => {
    const headers = () => ({ authorization: `Bearer ${token}` });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const { child, url } = await spawnServer(folder);
      const other = { ...app, url };
      const stored = await request(
        other,
        'POST',
        '/api/v1/memory/entries',
        { content: `before ${signal}` },
        headers(),
      );
      expect(stored.status).toBe(201);
      for (const args of [
        owner,
        ['admin', 'plan', '--workspace', 'Acme', '--plan', 'pro', ...at],
        ['serve', ...at],
      ]) {
        const refused = await command(args);
        expect(refused.code).toBe(2);
        expect(refused.stderr).toContain(String(child.pid));
      }
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([0, null]);
    }
    const again = await startTestApp({ DATABASE_URL: '' }, folder);
    expect((await request(again, 'GET', '/api/v1/stats', undefined, headers())).body.memories).toBe(2);
    await again.stop();
  });
  test.each([
    ['a folder that cannot be made', { KNOWMIND_DATA_DIR: '/proc/knowmind' }, '/proc/knowmind'],
    ['a file in place of the folder', { KNOWMIND_DATA_DIR: bin }, 'a file is in its place'],
    ['a file above the folder', { KNOWMIND_DATA_DIR: `${bin}/data` }, 'a file is in its place'],
    ['a database that is away', { DATABASE_URL: 'postgres://me:sesame@127.0.0.1:1/x' }, 'DATABASE_URL'],
    ['a host that is none', { DATABASE_URL: 'postgres://me:sesame@nowhere.invalid/x' }, 'nowhere.invalid'],
  ])('is told of %s in one line, with exit code 2', async (_, env, word) => {
    const answer = await command(['serve', '--port', '0'], env);
    expect(answer.code).toBe(2);
    expect(answer.stderr).toContain(word);
    expect(answer.stderr).not.toMatch(/unexpected|sesame/);
    expect(answer.stderr.trim().split('\n')).toHaveLength(1);
  });
  test('stops the server of `npm start` by stopping npm', async () => {
    const args = ['start', '--', '--port', '0', '--data-dir', makeFolder()];
    const root = fileURLToPath(new URL('..', import.meta.url));
    const child = spawn('npm', args, { cwd: root, env: { ...process.env, DATABASE_URL: '', LC_ALL: 'C' } });
    let out = '';
    child.stdout.on('data', (chunk) => {
      const ready = out.includes('ready at');
      out += String(chunk);
      if (!ready && out.includes('ready at')) child.kill('SIGTERM');
    });
    // The pipe closes when the last process that writes to it has ended, npm or not.
    await once(child.stdout, 'close');
    expect(out).toContain('SIGTERM: stopping');
  });
  test('is told of a wrong configuration in one line, with exit code 2', async () => {
    const answer = await command(['serve', ...at], { KNOWMIND_PORT: 'eighty', KNOWMIND_LOG_LEVEL: 'loud' });
    expect(answer.code).toBe(2);
    expect(answer.stderr).toContain('KNOWMIND_PORT');
    expect(answer.stderr).toContain('KNOWMIND_LOG_LEVEL');
    expect(answer.stderr.trim().split('\n')).toHaveLength(1);
  });
});

const reason = 'needs PostgreSQL: set KNOWMIND_TEST_DATABASE_URL';
describe.skipIf(!databaseUrl)(`migrations${databaseUrl ? '' : ` (${reason})`}`, () => {
  const name = `knowmind_migrations_${process.pid}`;
  const url = new URL(databaseUrl ?? 'postgres://localhost/x');
  url.pathname = `/${name}`;
  const options = { databaseUrl: url.href, dataDir: '' };
  const query = async (target: string, text: string) => {
    const client = new pg.Client({ connectionString: target });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  beforeAll(() => query(databaseUrl ?? '', `CREATE DATABASE ${name}`));
  afterAll(() => query(databaseUrl ?? '', `DROP DATABASE ${name} WITH (FORCE)`));

  test('that start at once in several processes all succeed', async () => {
    const connections = await Promise.all([1, 2, 3].map(() => connect(options)));
    await Promise.all(connections.map(({ ping }) => ping()));
    await Promise.all(connections.map(({ close }) => close()));
  });
  test('are refused where a newer program has been', async () => {
    await query(
      url.href,
      `INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-tomorrow', now()::text)`,
    );
    await expect(connect(options)).rejects.toThrow('newer knowmind');
    await query(url.href, `DELETE FROM kysely_migration WHERE name = '9999-tomorrow'`);
  });
  test('leave /readyz to say 503 when the database is gone', async () => {
    const lost = await startTestApp({ DATABASE_URL: url.href });
    expect((await request(lost, 'GET', '/readyz')).status).toBe(200);
    await query(databaseUrl ?? '', `ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
    await query(
      databaseUrl ?? '',
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
    );
    expect((await request(lost, 'GET', '/readyz')).status).toBe(503);
    expect((await request(lost, 'GET', '/livez')).status).toBe(200);
    await query(databaseUrl ?? '', `ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
    expect((await request(lost, 'GET', '/readyz')).status).toBe(200);
    await lost.stop();
  });
});
