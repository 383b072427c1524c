import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootstrap, changePlan } from '../packages/server/src/admin.ts';
import { startApp } from '../packages/server/src/app.ts';
import { toGermanStart } from '../packages/server/src/cli/messages-start.ts';
import { readConfig } from '../packages/server/src/config.ts';
import { DataFolderBusyError, StartError } from '../packages/server/src/errors.ts';
import { makeFolder } from './harness.ts';
import { bin, spawnServer } from './spawn.ts';

const german = { LC_ALL: 'de_DE.UTF-8' };
const silent = { print: () => undefined, writeLog: () => undefined };
const taken: Server = createServer();
let port = '';

beforeAll(async () => {
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  port = typeof address === 'object' ? String(address?.port) : '';
});
afterAll(() => taken.close());

const start = (flags: { port?: string; host?: string; dataDir?: string }, env: Record<string, string> = {}) =>
  startApp(readConfig({ port: '0', ...flags }, env), silent);
const owner = { email: 'owner@example.org', workspace: 'Acme', token: 'ci', scopes: ['read'] };

/** What the failure says in English, which is as the server says it. */
async function failureOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
  throw new Error('it did not fail');
}

test.each<[string, () => Promise<unknown>, RegExp]>([
  [
    'wrong scopes',
    () => bootstrap({ ...owner, scopes: ['root'] }),
    /^Die Rechte .+, etwa --scopes read,write\.$/,
  ],
  ['a wrong address', () => bootstrap({ ...owner, email: 'n "o"' }), /^„n "o"“ ist keine E-Mail-Adresse/],
  ['no name', () => bootstrap({ ...owner, workspace: ' ' }), /braucht einen Namen/],
  [
    'an unknown plan',
    () => changePlan({ workspace: 'Acme', plan: 'gold $1' }),
    /keinen Plan „gold \$1“\. Es gibt private/,
  ],
  [
    'a number that is none',
    () => changePlan({ workspace: 'Acme', plan: 'pro', activeTokens: 0 }),
    /ganze Zahl über 0/,
  ],
  [
    'an empty folder',
    () => changePlan({ workspace: 'Acme', plan: 'pro', dataDir: makeFolder() }),
    /enthält keine Datenbank/,
  ],
  ['a file in place of the folder', () => start({ dataDir: bin }), /liegt eine Datei/],
  ['a taken port', () => start({ port, dataDir: makeFolder() }), /^Port \d+ ist belegt\. Mit --port/],
  [
    'a strange host',
    () => start({ host: '192.0.2.1', dataDir: makeFolder() }),
    /^192\.0\.2\.1 ist keine Adresse/,
  ],
  [
    'a database that is away',
    () => start({}, { DATABASE_URL: 'postgres://127.0.0.1:1/x' }),
    /^Die Datenbank unter 127\.0\.0\.1:1 ist nicht erreichbar \(/,
  ],
])('of %s is told in German too', async (_, work, expected) => {
  const said = await failureOf(work);
  expect(toGermanStart(said)).toMatch(expected);
  expect(toGermanStart(said)).not.toBe(said);
});

test.each([
  [new DataFolderBusyError('/data', 7), 'Der Datenordner /data wird von Prozess 7 benutzt.'],
  [new DataFolderBusyError('/data', undefined), 'wird von einem anderen Prozess benutzt.'],
])('a held folder: %s', ({ message }, expected) => {
  expect(toGermanStart(message)).toContain(expected);
});

test('what is not known stays as it is', () => {
  expect(toGermanStart('Something else. $1')).toBe('Something else. $1');
});

test('the server itself speaks German where the locale is', async () => {
  const folder = makeFolder();
  const { child } = await spawnServer(folder, german);
  let out = '';
  child.stdout?.on('data', (chunk) => (out += String(chunk)));
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(out).toContain('SIGTERM: wird beendet');
});
