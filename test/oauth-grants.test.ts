import { scryptSync } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inWorkspace, withSight } from '../packages/server/src/db/tenant.ts';
import { upsertPerson } from '../packages/server/src/identity/index.ts';
import { invoke } from '../packages/server/src/invoke.ts';
import { Browser, Connector, callAs, emailOf } from './connector.ts';
import {
  createTenant,
  makeFolder,
  request,
  sharedApp,
  startTestApp,
  type Tenant,
  type TestApp,
} from './harness.ts';

let app: TestApp;
let tenant: Tenant;
let browser: Browser;
let connector: Connector;
beforeAll(async () => {
  app = await sharedApp();
  tenant = await createTenant(app);
  browser = await new Browser(app).signIn(emailOf(tenant));
  connector = await Connector.register(app);
});

type Role = 'owner' | 'admin' | 'member' | 'viewer';

/** A further member of the workspace, with a browser of their own. */
async function join(of: Tenant, role: Role) {
  const { db } = of.app.services;
  const email = `${role}-${uuid()}@example.org`;
  const person = await withSight(db, {}, (tx) => upsertPerson(tx, { id: uuid(), email, locale: 'de' }));
  await inWorkspace(db, of.workspaceId, (tx) =>
    tx.insertInto('member').values({ workspace_id: of.workspaceId, person_id: person.id, role }).execute(),
  );
  return { id: person.id, email, browser: await new Browser(of.app).signIn(email) };
}

const entry = { content: `A fact ${uuid()}` };
const store = (token: string) => callAs(app, token, 'POST', '/api/v1/memory/entries', entry);
const list = async (of = tenant) => (await of.call('GET', '/api/v1/oauth/clients')).body.items;

describe('the list of connected applications', () => {
  test('says who, what, since when, and how often it called', async () => {
    const mine = await createTenant(app);
    const person = await new Browser(app).signIn(emailOf(mine));
    const tokens = await connector.connect(person, mine.workspaceId, { scope: 'read' });
    await callAs(app, tokens.access_token);
    await callAs(app, tokens.access_token);
    await app.services.grantUses.flush();
    const [item] = await list(mine);
    expect(item).toMatchObject({
      clientName: 'Test connector',
      clientHost: null,
      person: { email: emailOf(mine) },
      scopes: ['read'],
      calls: 2,
    });
    expect(Date.parse(item.lastUsedAt)).toBeGreaterThan(Date.now() - 60_000);
    expect(Date.parse(item.expiresAt)).toBeGreaterThan(Date.now() + 29 * 86_400_000);
  });
  test('is paged', async () => {
    const mine = await createTenant(app);
    const person = await new Browser(app).signIn(emailOf(mine));
    for (let count = 0; count < 3; count += 1) await connector.connect(person, mine.workspaceId);
    const first = await mine.call('GET', '/api/v1/oauth/clients?limit=2');
    const rest = await mine.call('GET', `/api/v1/oauth/clients?limit=2&cursor=${first.body.nextCursor}`);
    const ids = [...first.body.items, ...rest.body.items].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(3);
    expect(rest.body.nextCursor).toBe(null);
  });
  test('shows a member their own alone, and none to a token without the scope admin', async () => {
    const member = await join(tenant, 'member');
    await connector.connect(browser, tenant.workspaceId);
    await connector.connect(member.browser, tenant.workspaceId);
    const own = (await member.browser.send('GET', '/api/v1/oauth/clients')).body.items;
    expect(own.map(({ person }: { person: object }) => person)).toEqual([{ email: member.email }]);
    const other = (await list()).find(({ id }: { id: string }) => id !== own[0].id);
    const refused = await member.browser.send('DELETE', `/api/v1/oauth/clients/${other?.id}`);
    expect([refused.status, refused.body.error.code]).toEqual([404, 'not_found']);
    expect((await list()).map(({ id }: { id: string }) => id)).toContain(other?.id);
    const { token } = await tenant.makeToken({ name: 'reader', scopes: ['read'] });
    for (const [method, path] of [
      ['GET', '/api/v1/oauth/clients'],
      ['DELETE', `/api/v1/oauth/clients/${own[0].id}`],
    ] as const) {
      const { status, body } = await tenant.call(method, path, undefined, { token });
      expect([status, body.error.code]).toEqual([403, 'insufficient_scope']);
    }
    expect((await request(app, 'GET', '/api/v1/oauth/clients')).status).toBe(401);
  });
});

describe('an application is disconnected', () => {
  test('at once: the next call is refused, and nothing can be refreshed', async () => {
    const tokens = await connector.connect(browser, tenant.workspaceId);
    expect((await callAs(app, tokens.access_token)).status).toBe(200);
    const [{ id }] = await list();
    const gone = await browser.send('DELETE', `/api/v1/oauth/clients/${id}`);
    expect(gone.status).toBe(200);
    const refused = await callAs(app, tokens.access_token, 'POST', '/mcp', {});
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
    await expect(connector.refresh(tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    expect((await browser.send('DELETE', `/api/v1/oauth/clients/${id}`)).status).toBe(404);
  });
  test('by its own workspace only', async () => {
    const tokens = await connector.connect(browser, tenant.workspaceId);
    const [{ id }] = await list();
    const stranger = await createTenant(app);
    expect((await stranger.call('DELETE', `/api/v1/oauth/clients/${id}`)).status).toBe(404);
    expect(await list(stranger)).toEqual([]);
    expect((await tenant.call('DELETE', '/api/v1/oauth/clients/no-uuid')).status).toBe(400);
    expect((await callAs(app, tokens.access_token)).status).toBe(200);
  });
  test('when its person leaves the workspace', async () => {
    const member = await join(tenant, 'member');
    const tokens = await connector.connect(member.browser, tenant.workspaceId);
    expect((await callAs(app, tokens.access_token)).status).toBe(200);
    expect((await tenant.call('DELETE', `/api/v1/members/${member.id}`)).status).toBe(200);
    expect((await callAs(app, tokens.access_token)).status).toBe(401);
    await expect(connector.refresh(tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });
  test('not by signing out', async () => {
    const member = await join(tenant, 'member');
    const tokens = await connector.connect(member.browser, tenant.workspaceId);
    await member.browser.send('DELETE', '/api/v1/auth/session');
    expect((await callAs(app, tokens.access_token)).status).toBe(200);
    expect((await connector.refresh(tokens.refresh_token ?? '')).access_token).toBeTruthy();
  });
});

describe('what an application may do', () => {
  test('is what its person may do at the time', async () => {
    const member = await join(tenant, 'admin');
    const tokens = await connector.connect(member.browser, tenant.workspaceId, { scope: 'read write admin' });
    expect((await callAs(app, tokens.access_token, 'GET', '/api/v1/members')).status).toBe(200);
    // Who is no owner cannot change the plan; neither can their application.
    const plan = await callAs(app, tokens.access_token, 'PUT', '/api/v1/plan', { plan: 'pro' });
    expect([plan.status, plan.body.error.code]).toEqual([403, 'forbidden']);
    await tenant.call('PATCH', `/api/v1/members/${member.id}`, { role: 'viewer' });
    expect((await callAs(app, tokens.access_token, 'GET', '/api/v1/members')).status).toBe(403);
    const refused = await store(tokens.access_token);
    expect([refused.status, refused.body.error.requiredScope]).toEqual([403, 'write']);
    expect((await callAs(app, tokens.access_token)).body.token.scopes).toEqual(['read']);
    await tenant.call('PATCH', `/api/v1/members/${member.id}`, { role: 'member' });
    expect([200, 201]).toContain((await store(tokens.access_token)).status);
  });
  test('is no more than the role can give', async () => {
    const viewer = await join(tenant, 'viewer');
    const { uid } = await connector.begin(viewer.browser, { scope: 'write admin' });
    const body = { decision: 'allow', workspaceId: tenant.workspaceId };
    const refused = await viewer.browser.send('POST', `/api/v1/oauth/consents/${uid}`, body);
    expect([refused.status, refused.body.error.code]).toEqual([403, 'forbidden']);
    const tokens = await connector.connect(viewer.browser, tenant.workspaceId, { scope: 'read write' });
    expect(tokens.scope).toBe('read');
    expect((await store(tokens.access_token)).status).toBe(403);
  });
  test('hands out nothing that outlives it', async () => {
    const tokens = await connector.connect(browser, tenant.workspaceId, { scope: 'read admin' });
    const make = (body: object) =>
      callAs(app, tokens.access_token, 'POST', '/api/v1/tokens', { name: 'x', ...body });
    expect((await make({ scopes: ['write'] })).body.error.code).toBe('insufficient_scope');
    expect((await make({ scopes: ['read'] })).body.error.code).toBe('forbidden');
    const later = new Date(Date.now() + 40 * 86_400_000).toISOString();
    expect((await make({ scopes: ['read'], expiresAt: later })).body.error.code).toBe('forbidden');
  });
  test('is the same on every plan, counted per grant', async () => {
    const own = await startTestApp({ KNOWMIND_CALLS_PER_MINUTE: '' });
    try {
      const mine = await createTenant(own, 'private');
      const person = await new Browser(own).signIn(emailOf(mine));
      const client = await Connector.register(own);
      const tokens = await client.connect(person, mine.workspaceId);
      expect((await mine.call('GET', '/api/health')).status).toBe(402);
      const first = await callAs(own, tokens.access_token);
      expect([first.status, first.headers.get('ratelimit-limit')]).toEqual([200, '60']);
      await invoke(own.services, 'setPlan', { caller: mine.owner, input: { plan: 'enterprise' } });
      expect((await callAs(own, tokens.access_token)).headers.get('ratelimit-limit')).toBe('600');
      await invoke(own.services, 'setPlan', { caller: mine.owner, input: { plan: 'private' } });
      const statuses = [];
      for (let count = 0; count < 60; count += 1)
        statuses.push((await callAs(own, tokens.access_token)).status);
      expect(statuses.at(0)).toBe(200);
      expect(statuses.at(-1)).toBe(429);
      expect(statuses).not.toContain(401);
      expect(statuses).not.toContain(402);
    } finally {
      await own.stop();
    }
  });
});

test('the audit log names the application and its person', async () => {
  const mine = await createTenant(app);
  const person = await new Browser(app).signIn(emailOf(mine));
  const tokens = await connector.connect(person, mine.workspaceId);
  await store(tokens.access_token);
  const [{ id }] = await list(mine);
  await mine.call('DELETE', `/api/v1/oauth/clients/${id}`);
  const { body } = await mine.call('GET', '/api/v1/audit?limit=100');
  const of = (action: string) => body.items.find((item: { action: string }) => item.action === action);
  expect(of('oauth.granted')).toMatchObject({
    actor: { type: 'person', name: emailOf(mine) },
    target: { type: 'oauth_client', id, name: 'Test connector' },
    details: { scopes: ['read', 'write'] },
  });
  expect(of('memory.created').actor).toEqual({
    type: 'oauth',
    id,
    name: `Test connector (${emailOf(mine)})`,
    prefix: null,
  });
  expect(of('oauth.disconnected').target).toEqual({ type: 'oauth_client', id, name: 'Test connector' });
  expect((await mine.call('GET', '/api/v1/audit/verify')).body).toMatchObject({ intact: true });
});

test('an archive holds no grants', async () => {
  const mine = await createTenant(app);
  const person = await new Browser(app).signIn(emailOf(mine));
  await connector.connect(person, mine.workspaceId);
  const { text, status } = await mine.call('GET', '/api/v1/workspace/export');
  expect(status).toBe(200);
  const kinds = text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { kind: string }).kind);
  expect(kinds).toContain('audit');
  expect(kinds.filter((kind) => /grant|oauth|token/.test(kind))).toEqual([]);
});

async function findPort(): Promise<string> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

describe('a restart', () => {
  test.each<Record<string, string>>([{}, { KNOWMIND_MASTER_KEY: 'k'.repeat(40) }])(
    'ends no grant, and no running consent: %o',
    async (env) => {
      const folder = makeFolder();
      const settings = { ...env, KNOWMIND_PORT: await findPort() };
      const before = await startTestApp(settings, folder);
      const mine = await createTenant(before);
      const person = await new Browser(before).signIn(emailOf(mine));
      const client = await Connector.register(before);
      const tokens = await client.connect(person, mine.workspaceId);
      const { uid } = await client.begin(person);
      await before.stop();
      const after = await startTestApp(settings, folder);
      try {
        expect((await callAs(after, tokens.access_token)).status).toBe(200);
        expect((await client.refresh(tokens.refresh_token ?? '')).access_token).toBeTruthy();
        const decided = await person.send('POST', `/api/v1/oauth/consents/${uid}`, {
          decision: 'allow',
          workspaceId: mine.workspaceId,
        });
        const back = await person.send('GET', decided.body.continueTo);
        expect(new URL(back.location).searchParams.get('code')).toBeTruthy();
      } finally {
        await after.stop();
      }
    },
  );
});

describe('a reviewer', () => {
  const password = 'correct horse battery';
  const salt = Buffer.alloc(16, 7);
  const hash = `${salt.toString('base64url')}:${scryptSync(password, salt, 32).toString('base64url')}`;
  let own: TestApp;
  let mine: Tenant;
  afterAll(() => own?.stop());
  const enter = (body: unknown, headers = {}) =>
    request(own, 'POST', '/api/v1/auth/reviewer', body, { origin: own.url, ...headers });

  test('has no sign-in unless it is configured', async () => {
    expect((await request(app, 'GET', '/api/v1/auth/state')).body.reviewer).toBe(false);
    const { status, body } = await request(app, 'POST', '/api/v1/auth/reviewer', {
      name: 'reviewer',
      password,
    });
    expect([status, body.error.code]).toEqual([403, 'forbidden']);
  });
  test('signs in to the one workspace', async () => {
    const folder = makeFolder();
    own = await startTestApp({}, folder);
    mine = await createTenant(own);
    await own.stop();
    own = await startTestApp(
      {
        KNOWMIND_REVIEWER_NAME: 'reviewer',
        KNOWMIND_REVIEWER_PASSWORD_HASH: hash,
        KNOWMIND_REVIEWER_EMAIL: emailOf(mine),
        KNOWMIND_REVIEWER_WORKSPACE: mine.workspaceId,
      },
      folder,
    );
    expect((await request(own, 'GET', '/api/v1/auth/state')).body.reviewer).toBe(true);
    const { status, body, headers } = await enter({ name: 'reviewer', password });
    expect([status, body.workspace.id]).toEqual([200, mine.workspaceId]);
    const cookie = headers.getSetCookie().find((line) => line.startsWith('knowmind_session=')) ?? '';
    expect(cookie).toContain('HttpOnly');
    const me = await request(own, 'GET', '/api/v1/me', undefined, { cookie: cookie.split(';')[0] ?? '' });
    expect(me.body.person.email).toBe(emailOf(mine));
  });
  test('gets one answer for a wrong name and a wrong password, and not too many', async () => {
    const answers = [
      await enter({ name: 'someone', password }),
      await enter({ name: 'reviewer', password: 'wrong' }),
    ];
    const texts = answers.map(({ status, body }) => [status, body.error.code, body.error.message]);
    expect(texts[0]).toEqual(texts[1]);
    expect(texts[0]?.[0]).toBe(403);
    expect((await enter({ name: 'reviewer', password }, { origin: 'https://evil.example' })).status).toBe(
      403,
    );
    for (const body of [{}, { name: 'reviewer' }, { name: 7, password }, { name: 'x'.repeat(201), password }])
      expect((await enter(body)).status).toBe(400);
    const last = [];
    for (let count = 0; count < 10; count += 1)
      last.push((await enter({ name: 'reviewer', password })).status);
    expect(last.at(-1)).toBe(429);
    expect(own.logged.join('')).not.toContain(password);
  });
});
