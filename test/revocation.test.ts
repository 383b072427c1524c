import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, Connector, emailOf } from './connector.ts';
import {
  createTenant,
  databaseUrl,
  makeFolder,
  request,
  sharedApp,
  startTestApp,
  type Tenant,
} from './harness.ts';
import { type ServerProcess, spawnServer } from './spawn.ts';

const callers = 32;

type Cut = { revoked: boolean; answered: number };

/** Calls until refused; says how the calls begun before and after the revocation were answered. */
async function callUntilRefused(url: string, token: string, cut: Cut) {
  const counts = { before: 0, succeededAfter: 0, refused: 0 };
  while (counts.refused < 3) {
    const startedAfter = cut.revoked;
    const { status, body } = await get(url, token);
    if (status === 200 && startedAfter) counts.succeededAfter += 1;
    else if (status === 200) {
      if (counts.before === 0) cut.answered += 1;
      counts.before += 1;
    } else if (status === 401 && body.error?.code === 'invalid_token') counts.refused += 1;
    else throw new Error(`${status} ${JSON.stringify(body)}`);
  }
  return counts;
}

async function get(url: string, token: string) {
  const response = await fetch(`${url}/api/health`, { headers: { authorization: `Bearer ${token}` } });
  const body = (await response.json()) as { error?: { code: string } };
  return { status: response.status, body };
}

/** A credential under load: what it is called in the chain, and how it is ended. */
type Doomed = { tenant: Tenant; id: string; token: string; end: string; action: string };

async function makeToken(): Promise<Doomed> {
  const tenant = await createTenant(await sharedApp());
  const { id, token } = await tenant.makeToken({ name: 'doomed', scopes: ['read'] });
  return { tenant, id, token, end: `/api/v1/tokens/${id}`, action: 'token.revoked' };
}

async function connectApplication(): Promise<Doomed> {
  const app = await sharedApp();
  const tenant = await createTenant(app);
  const browser = await new Browser(app).signIn(emailOf(tenant));
  const connector = await Connector.register(app);
  const { access_token: token } = await connector.connect(browser, tenant.workspaceId, { scope: 'read' });
  const [{ id }] = (await tenant.call('GET', '/api/v1/oauth/clients')).body.items;
  return { tenant, id, token, end: `/api/v1/oauth/clients/${id}`, action: 'oauth.disconnected' };
}

async function endUnderLoad(urls: string[], { tenant, id, token, end, action }: Doomed) {
  const cut: Cut = { revoked: false, answered: 0 };
  const load = Array.from({ length: callers }, (_, index) =>
    callUntilRefused(urls[index % urls.length] ?? '', token, cut),
  );
  while (cut.answered < callers) await new Promise((resolve) => setTimeout(resolve, 20));
  const ended = await tenant.call('DELETE', end);
  cut.revoked = true;
  const counts = await Promise.all(load);
  expect(ended.status).toBe(200);
  expect(counts.every(({ before }) => before > 0)).toBe(true);
  expect(counts.reduce((sum, { succeededAfter }) => sum + succeededAfter, 0)).toBe(0);
  const answered = counts.reduce((sum, { before }) => sum + before, 0);
  const { entries, calls } = await readChain(tenant, id);
  // The chain orders what happened: every answered call stands before the end, and none after it.
  expect(calls.length).toBe(answered);
  const at = entries.findIndex((entry) => entry.action === action);
  expect(at).toBeGreaterThan(0);
  expect(entries.slice(at).filter(({ actor }) => actor.id === id)).toEqual([]);
}

type Entry = { seq: number; action: string; actor: { id: string | null } };

async function readChain(tenant: Tenant, id: string) {
  const { text } = await tenant.call('GET', '/api/v1/audit/export?format=jsonl');
  const entries = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Entry)
    .sort((a, b) => a.seq - b.seq);
  return { entries, calls: entries.filter(({ actor }) => actor.id === id) };
}

describe('under 32 callers no call that begins after the answer succeeds, and the chain holds none after it', () => {
  test('when a token is revoked', async () => {
    await endUnderLoad([(await sharedApp()).url], await makeToken());
  });
  test('when an application is disconnected', async () => {
    await endUnderLoad([(await sharedApp()).url], await connectApplication());
  });
});

const reason = 'needs PostgreSQL: set KNOWMIND_TEST_DATABASE_URL';
describe.skipIf(!databaseUrl)(
  `two server processes on one database${databaseUrl ? '' : ` (${reason})`}`,
  () => {
    let other: ServerProcess;
    beforeAll(async () => {
      // An application's token is for one address, which both servers answer for.
      const { url } = await sharedApp();
      other = await spawnSecond({ KNOWMIND_CALLS_PER_MINUTE: '0', KNOWMIND_PUBLIC_URL: url });
    });
    afterAll(() => stop(other?.child));

    test('a token revoked at one is refused by the other from the next call on', async () => {
      await endUnderLoad([(await sharedApp()).url, other.url, other.url], await makeToken());
    });

    test('an application disconnected at one is refused by the other from the next call on', async () => {
      await endUnderLoad([(await sharedApp()).url, other.url, other.url], await connectApplication());
    });

    test('a token whose scopes are narrowed at one is refused by the other', async () => {
      const tenant = await createTenant(await sharedApp());
      const { id, token } = await tenant.makeToken({ name: 'narrowed', scopes: ['read', 'write'] });
      const store = () =>
        request(
          { ...tenant.app, url: other.url },
          'POST',
          '/api/v1/memory/entries',
          { content: 'a note' },
          {
            authorization: `Bearer ${token}`,
          },
        );
      expect((await store()).status).toBe(201);
      await tenant.call('PATCH', `/api/v1/tokens/${id}`, { scopes: ['read'] });
      expect((await store()).body.error.code).toBe('insufficient_scope');
    });

    test('the call limit holds over both together', async () => {
      const limit = { KNOWMIND_CALLS_PER_MINUTE: '60' };
      const first = await startTestApp(limit);
      const second = await spawnSecond(limit);
      try {
        const tenant = await createTenant(first);
        const answers = await Promise.all(
          Array.from({ length: 100 }, (_, index) => get(index % 2 ? first.url : second.url, tenant.token)),
        );
        expect(answers.filter(({ status }) => status === 200)).toHaveLength(60);
        expect(answers.filter(({ status }) => status === 429)).toHaveLength(40);
      } finally {
        await first.stop();
        await stop(second.child);
      }
    });
  },
);

/** Another server on the same database. */
function spawnSecond(env: Record<string, string>): Promise<ServerProcess> {
  return spawnServer(makeFolder(), { ...env, DATABASE_URL: databaseUrl ?? '' });
}

async function stop(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
