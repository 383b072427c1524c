import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlanName } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import { type App, startApp } from '../packages/server/src/app.ts';
import { readConfig } from '../packages/server/src/config.ts';
import type { Caller } from '../packages/server/src/context.ts';
import { connect } from '../packages/server/src/db/connect.ts';
import { hasEmbedded } from '../packages/server/src/db/embedded.ts';
import { withSight } from '../packages/server/src/db/tenant.ts';
import { upsertPerson } from '../packages/server/src/identity/index.ts';
import { invoke } from '../packages/server/src/invoke.ts';
import { createWorkspace } from '../packages/server/src/workspace/index.ts';

export const databaseUrl = process.env.KNOWMIND_TEST_DATABASE_URL;

export type TestApp = App & { printed: string[]; logged: string[]; clock: { ms: number } };

/** A new folder, which goes when all tests are done. */
export function makeFolder(): string {
  return mkdtempSync(join(process.env.KNOWMIND_TEST_FOLDER ?? tmpdir(), 'test-'));
}

let emptyFolder: Promise<string> | undefined;

/** A data folder with a new database: a copy of one that this process made, for making one takes a second and more. */
async function fill(folder: string): Promise<void> {
  emptyFolder ??= (async () => {
    const dataDir = makeFolder();
    const { close } = await connect({ dataDir });
    await close();
    return dataDir;
  })();
  cpSync(await emptyFolder, folder, { recursive: true });
}

/** A server of its own, on the embedded database or on the one the tests are given. */
export async function startTestApp(
  env: Record<string, string> = {},
  folder = makeFolder(),
): Promise<TestApp> {
  const printed: string[] = [];
  const logged: string[] = [];
  const clock = { ms: 0 };
  const config = readConfig(
    { port: env.KNOWMIND_PORT ?? '0', dataDir: folder },
    { KNOWMIND_CALLS_PER_MINUTE: '0', ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}), ...env },
  );
  if (!config.databaseUrl && !hasEmbedded(folder)) await fill(folder);
  const app = await startApp(config, {
    print: (text) => printed.push(text),
    writeLog: (line) => logged.push(line),
    now: () => new Date(Date.now() + clock.ms),
  });
  return { ...app, printed, logged, clock };
}

let shared: Promise<TestApp> | undefined;

/** The server that the tests of one worker share; each test has a workspace of its own. */
export function sharedApp(): Promise<TestApp> {
  shared ??= startTestApp();
  return shared;
}

// The bodies of answers are what the tests are about; a wrong shape fails their assertions.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Answer = { status: number; headers: Headers; body: any; text: string };
export type Tenant = {
  app: TestApp;
  workspaceId: string;
  owner: Caller;
  token: string;
  /** Calls with the tenant's token, or another one. */
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  makeToken(input: Record<string, unknown>): Promise<{ id: string; token: string }>;
};
type CallOptions = { token?: string | null; headers?: Record<string, string> };

export async function request(
  app: App,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const init: RequestInit = {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  };
  if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(app.url + path, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : null, text };
}

/** A new workspace with an owner and a token that holds every scope. */
export async function createTenant(app: TestApp, plan: PlanName = 'enterprise'): Promise<Tenant> {
  const { services } = app;
  const email = `owner-${uuid()}@example.org`;
  const { workspace, person } = await withSight(services.db, {}, async (tx) => {
    const person = await upsertPerson(tx, { id: uuid(), email, locale: 'en' });
    return {
      person,
      workspace: await createWorkspace(tx, {
        name: 'Acme',
        plan: 'enterprise',
        owner: person,
        now: services.now(),
      }),
    };
  });
  const owner: Caller = {
    requestId: uuid(),
    ip: '127.0.0.1',
    client: 'test',
    browser: null,
    workspace,
    scopes: ['read', 'write', 'admin'],
    actor: { type: 'person', id: person.id, email, name: null, locale: 'en', role: 'owner', sessionId: '' },
  };
  const makeToken = async (input: Record<string, unknown>) =>
    (await invoke(services, 'createToken', { caller: owner, input })).output;
  const { token } = await makeToken({ name: 'everything', scopes: ['read', 'write', 'admin'] });
  if (plan !== 'enterprise') await invoke(services, 'setPlan', { caller: owner, input: { plan } });
  return {
    app,
    workspaceId: workspace.id,
    owner: { ...owner, workspace: { ...workspace, plan } },
    token,
    makeToken,
    call(method, path, body, options = {}) {
      const bearer = options.token === undefined ? token : options.token;
      return request(app, method, path, body, {
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
        ...options.headers,
      });
    },
  };
}
