import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runLine, type Surroundings } from './command-line.ts';
import { createTenant, makeFolder, sharedApp, type Tenant } from './harness.ts';
import { bin } from './spawn.ts';

let tenant: Tenant;
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
});

const run = (argv: string[], surroundings: Surroundings = {}) => runLine(tenant, argv, surroundings);
function keep(text: string): string {
  const home = makeFolder();
  mkdirSync(join(home, '.knowmind'));
  writeFileSync(join(home, '.knowmind/config.json'), text);
  return home;
}
const list = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });

test('a settings file with a byte order mark is read', async () => {
  const home = keep(`\uFEFF${JSON.stringify({ token: tenant.token })}`);
  expect(await run(['whoami'], { home })).toMatchObject({ code: 0, err: '' });
});

test('a token with a line end behind it works in every command, from the environment and from the file', async () => {
  for (const end of ['\n', '\r\n', ' ']) {
    const token = tenant.token + end;
    for (const surroundings of [
      { env: { KNOWMIND_TOKEN: token } },
      { home: keep(JSON.stringify({ token })) },
    ]) {
      expect((await run(['whoami'], surroundings)).code).toBe(0);
      const { out } = await run(['mcp'], { ...surroundings, input: list });
      expect(JSON.parse(out).result.tools).not.toHaveLength(0);
    }
  }
  expect((await run(['login', '--token', `${tenant.token}\r`])).code).toBe(0);
  expect((await run(['whoami'], { env: { KNOWMIND_TOKEN: '\r\n' } })).err).toContain('Not signed in');
});

test('a name and a password in the address are refused, and never repeated', async () => {
  const { host } = new URL(tenant.app.url);
  const addresses = [
    `http://u:secretpw@${host}`,
    'http://u:secretpw@',
    'u:secretpw@host',
    'http://secretpw@h',
  ];
  for (const address of addresses) {
    const env = { KNOWMIND_TOKEN: tenant.token, KNOWMIND_API_URL: address };
    const home = keep(JSON.stringify({ apiUrl: address }));
    const answers = [
      ...['health', 'status', 'mcp', 'recent'].map((name) => run([name], { env, input: list })),
      run(['config', 'list'], { env }),
      run(['install', 'cursor', '--http', '--print'], { env }),
      run(['config', 'set', 'apiUrl', address]),
      run(['login', '--token', tenant.token, '--api-url', address]),
      run(['health'], { home, env: { KNOWMIND_API_URL: '' } }),
    ];
    for (const { code, out, err } of await Promise.all(answers)) {
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).not.toContain('secretpw');
    }
    expect((await run(['config', 'get', 'apiUrl'], { home })).out).not.toContain('secretpw');
    expect((await run(['status', '--line'], { env })).out).toBe('○ knowmind  broken settings\n');
  }
  const env = { KNOWMIND_API_URL: addresses[0] ?? '', LANG: 'de_DE.UTF-8' };
  expect((await run(['health'], { env })).err).toContain('Adresse (KNOWMIND_API_URL) enthält');
});

// Windows lets no folder be deleted that a program runs in.
test.skipIf(process.platform === 'win32')(
  'in a folder that was deleted, only what needs it fails, in one line',
  async () => {
    const env = { PATH: process.env.PATH, HOME: makeFolder(), KNOWMIND_API_URL: tenant.app.url };
    const runIn = (folder: string, ...argv: string[]) =>
      new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
        const script = 'cd "$1" && rmdir "$1" && shift && exec "$@"';
        const line = ['-c', script, 'sh', folder, process.execPath, bin, ...argv];
        const child = execFile('sh', line, { env }, (error, out, err) =>
          resolve({ code: error?.code ?? 0, out, err }),
        );
        child.stdin?.end('{}');
      });
    const [shown, hook, init] = await Promise.all([
      runIn(makeFolder(), 'status', '--line'),
      runIn(makeFolder(), 'hook', 'recall'),
      runIn(makeFolder(), 'init', 'claude-code'),
    ]);
    expect(shown).toEqual({ code: 0, out: '○ knowmind  not signed in\n', err: '' });
    expect(hook).toEqual({ code: 0, out: '', err: '' });
    expect(init).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^knowmind: The folder .*\n$/),
    });
  },
);
