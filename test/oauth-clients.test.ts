import { once } from 'node:events';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweepOAuth } from '../packages/server/src/oauth/index.ts';
import { certificate, certificateKey } from './certificate.ts';
import { Browser, Connector, callAs, callback, discover, emailOf } from './connector.ts';
import { createTenant, request, startTestApp, type Tenant, type TestApp } from './harness.ts';

let app: TestApp;
let tenant: Tenant;
let browser: Browser;
beforeAll(async () => {
  app = await startTestApp({
    DATABASE_URL: '',
    KNOWMIND_TRUSTED_PROXIES: '127.0.0.1,::1',
    KNOWMIND_OAUTH_DOCUMENT_NETWORKS: '127.0.0.9/32',
  });
  tenant = await createTenant(app);
  browser = await new Browser(app).signIn(emailOf(tenant));
});
afterAll(() => app.stop());

function register(body: unknown, address = '198.51.100.1') {
  return request(app, 'POST', '/oauth/register', body, { 'x-forwarded-for': address });
}

async function clientIds(of = app): Promise<string[]> {
  const rows = await of.services.db.selectFrom('oauth_client').select('id').execute();
  return rows.map(({ id }) => id);
}

describe('a registration', () => {
  test('keeps a name and callbacks, and makes a public client', async () => {
    const given = {
      redirect_uris: ['https://claude.ai/api/mcp/auth_callback'],
      client_name: 'Claude\u202e\n',
      scope: 'read',
      token_endpoint_auth_method: 'client_secret_post',
      logo_uri: 'https://evil.example/logo.png',
    };
    const { status, body, headers } = await register(given);
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ client_name: 'Claude', token_endpoint_auth_method: 'none' });
    expect(body).not.toHaveProperty('client_secret');
    expect(body).not.toHaveProperty('scope');
    expect(body).not.toHaveProperty('logo_uri');
  });
  test('with a name of emoji is cut between two of them', async () => {
    const { status, body } = await register({
      redirect_uris: [callback],
      client_name: `x${'😀'.repeat(99)}`,
    });
    expect([status, body.client_name]).toEqual([201, `x${'😀'.repeat(99)}`]);
    const long = await register({ redirect_uris: [callback], client_name: 'é'.repeat(150) });
    expect([long.status, long.body.client_name]).toEqual([201, 'é'.repeat(100)]);
  });
  test.each([
    ['no body', undefined, 'invalid_client_metadata'],
    ['no JSON', '{"redirect_uris":', 'invalid_client_metadata'],
    ['a list', [], 'invalid_client_metadata'],
    ['no callbacks', {}, 'invalid_redirect_uri'],
    ['an empty list of callbacks', { redirect_uris: [] }, 'invalid_redirect_uri'],
    ['callbacks of a wrong type', { redirect_uris: [7] }, 'invalid_redirect_uri'],
    ['too many callbacks', { redirect_uris: Array(21).fill(callback) }, 'invalid_redirect_uri'],
    ['a long callback', { redirect_uris: [`${callback}/${'x'.repeat(2000)}`] }, 'invalid_redirect_uri'],
    ['a callback elsewhere', { redirect_uris: ['https://evil.example/cb'] }, 'invalid_redirect_uri'],
    [
      'a callback beside an allowed one',
      { redirect_uris: [callback, 'https://e.example'] },
      'invalid_redirect_uri',
    ],
    [
      'a host that only begins alike',
      { redirect_uris: ['https://claude.ai.evil.example'] },
      'invalid_redirect_uri',
    ],
    ['a host as a user name', { redirect_uris: ['https://claude.ai@evil.example'] }, 'invalid_redirect_uri'],
    ['another port of a host', { redirect_uris: ['https://claude.ai:8443/cb'] }, 'invalid_redirect_uri'],
    ['plain http', { redirect_uris: ['http://claude.ai/cb'] }, 'invalid_redirect_uri'],
    ['a script', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    ['a user name', { redirect_uris: ['http://me@127.0.0.1/cb'] }, 'invalid_redirect_uri'],
    ['a fragment', { redirect_uris: [`${callback}#x`] }, 'invalid_redirect_uri'],
    ['a NUL in a callback', { redirect_uris: [`${callback}?\0`] }, 'invalid_redirect_uri'],
    ['half an emoji in a callback', { redirect_uris: [`${callback}?\ud83d`] }, 'invalid_redirect_uri'],
    ['a line break in a callback', { redirect_uris: [`${callback}\n`] }, 'invalid_redirect_uri'],
    ['a name of a wrong type', { redirect_uris: [callback], client_name: 7 }, 'invalid_client_metadata'],
    ['a long name', { redirect_uris: [callback], client_name: 'x'.repeat(201) }, 'invalid_client_metadata'],
    ['another grant', { redirect_uris: [callback], grant_types: ['implicit'] }, 'invalid_client_metadata'],
  ])('with %s is refused', async (_, body, error) => {
    const before = await clientIds();
    const answer = await register(body, '198.51.100.2');
    expect([answer.status, answer.body.error]).toEqual([400, error]);
    expect(await clientIds()).toEqual(before);
  });
  test.each([
    [`${callback}#x`, 'neither a fragment nor a user name'],
    ['http://me:you@127.0.0.1/cb', 'neither a fragment nor a user name'],
    ['http://claude.ai/cb', 'http: on the loopback address'],
    ['not an address', 'has to be an address'],
    ['https://e.example/cb', 'its operator can allow it'],
  ])('is told what is wrong with %s', async (uri, words) => {
    const { body } = await register({ redirect_uris: [uri] }, '198.51.100.4');
    expect(body.error_description).toContain(words);
  });
  test('larger than 32 KB is refused', async () => {
    const { status } = await register({ redirect_uris: [callback], x: 'x'.repeat(40_000) }, '198.51.100.3');
    expect(status).toBe(413);
  });
  test('ten thousand times from one address makes few clients', { timeout: 60_000 }, async () => {
    const before = (await clientIds()).length;
    const statuses = new Map<number, number>();
    for (let batch = 0; batch < 100; batch += 1) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => register({ redirect_uris: [callback] }, '203.0.113.7')),
      );
      for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses].sort()).toEqual([
      [201, 60],
      [429, 9940],
    ]);
    expect((await clientIds()).length).toBe(before + 60);
    expect((await register({ redirect_uris: [callback] }, '203.0.113.7')).headers.get('retry-after')).toMatch(
      /^\d+$/,
    );
  });
  test('from many addresses keeps the newest unused ones, and all that are used', async () => {
    const connector = await Connector.register(app);
    await connector.connect(browser, tenant.workspaceId);
    const rows = Array.from({ length: 2100 }, (_, index) => ({
      id: `made-${index}`,
      kind: 'registered' as const,
      metadata: '{}',
      created_at: app.services.now(),
    }));
    await app.services.db.insertInto('oauth_client').values(rows).execute();
    expect((await register({ redirect_uris: [callback] }, '203.0.113.8')).status).toBe(201);
    const unused = await app.services.db
      .selectFrom('oauth_client')
      .select('id')
      .where('used_until', 'is', null)
      .execute();
    expect(unused.length).toBe(2000);
    expect(await clientIds()).toContain(connector.client.client_id);
  });
});

test('a grant goes of which no token is left, and none can come', async () => {
  const own = await startTestApp();
  try {
    const mine = await createTenant(own);
    const person = await new Browser(own).signIn(emailOf(mine));
    const connector = await Connector.register(own);
    await connector.authorize(person, mine.workspaceId);
    const kept = await connector.connect(person, mine.workspaceId);
    const list = async () => (await mine.call('GET', '/api/v1/oauth/clients')).body.items.length;
    await sweepOAuth(own.services);
    expect(await list()).toBe(2);
    own.clock.ms += 2 * 3_600_000;
    await sweepOAuth(own.services);
    expect(await list()).toBe(1);
    expect((await connector.refresh(kept.refresh_token ?? '')).access_token).toBeTruthy();
  } finally {
    await own.stop();
  }
});

test('unused clients go after a day, and one with a living grant stays as long as that', async () => {
  const own = await startTestApp();
  try {
    const mine = await createTenant(own);
    const person = await new Browser(own).signIn(emailOf(mine));
    const unused = await Connector.register(own);
    const used = await Connector.register(own);
    const tokens = await used.connect(person, mine.workspaceId);
    own.clock.ms += 20 * 86_400_000;
    await sweepOAuth(own.services);
    expect(await clientIds(own)).not.toContain(unused.client.client_id);
    const renewed = await used.refresh(tokens.refresh_token ?? '');
    own.clock.ms += 20 * 86_400_000;
    await sweepOAuth(own.services);
    await used.refresh(renewed.refresh_token ?? '');
    expect(await clientIds(own)).toContain(used.client.client_id);
    own.clock.ms += 31 * 86_400_000;
    await sweepOAuth(own.services);
    expect(await clientIds(own)).not.toContain(used.client.client_id);
    expect((await mine.call('GET', '/api/v1/oauth/clients')).body.items).toEqual([]);
  } finally {
    await own.stop();
  }
});

type Page = { status: number; body: string; headers?: Record<string, string> };

describe('a client that a document describes', () => {
  const pages = new Map<string, Page>();
  const asked: string[] = [];
  const server = https.createServer({ cert: certificate, key: certificateKey }, (request, response) => {
    asked.push(request.url ?? '');
    const page = pages.get(request.url ?? '') ?? { status: 404, body: '' };
    response.writeHead(page.status, { 'content-type': 'application/json', ...page.headers }).end(page.body);
  });
  let origin: string;
  let open: TestApp;
  let mine: Tenant;
  let person: Browser;
  beforeAll(async () => {
    // The tests' own certificate, for whatever this process calls.
    https.globalAgent.options.ca = certificate;
    server.listen(0);
    await once(server, 'listening');
    origin = `https://localhost:${(server.address() as AddressInfo).port}`;
    open = await startTestApp({ KNOWMIND_OAUTH_DOCUMENT_NETWORKS: '127.0.0.0/8,::1/128' });
    mine = await createTenant(open);
    person = await new Browser(open).signIn(emailOf(mine));
  });
  afterAll(async () => {
    server.close();
    await open.stop();
  });

  function publish(path: string, more: object = {}, headers = {}): string {
    const client_id = origin + path;
    const body = JSON.stringify({
      client_id,
      client_name: 'Documented',
      redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
      scope: 'openid',
      ...more,
    });
    pages.set(path, { status: 200, body, headers });
    return client_id;
  }
  const connectorFor = async (of: TestApp, client_id: string) =>
    new Connector(of, await discover(of, '/mcp'), { client_id });

  test('is known by its host, on any port of the loopback address, and refreshes', async () => {
    const connector = await connectorFor(open, publish('/good.json'));
    const { uid } = await connector.begin(person);
    const shown = await person.send('GET', `/api/v1/oauth/consents/${uid}`);
    expect(shown.body.client).toEqual({ name: 'Documented', host: new URL(origin).host, registeredAt: null });
    const tokens = await connector.connect(person, mine.workspaceId);
    const renewed = await connector.refresh(tokens.refresh_token ?? '');
    expect((await callAs(open, renewed.access_token)).status).toBe(200);
    const { body } = await mine.call('GET', '/api/v1/oauth/clients');
    expect(body.items[0]).toMatchObject({ clientName: 'Documented', clientHost: new URL(origin).host });
  });
  test('proves by its key that it is itself, where its document says so', async () => {
    const key = await oauth.generateKeyPair('ES256', { extractable: true });
    const foreign = await oauth.generateKeyPair('ES256');
    const { x, y } = await crypto.subtle.exportKey('jwk', key.publicKey);
    const client_id = publish('/proven.json', {
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: { keys: [{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', x, y }] },
    });
    const as = await discover(open, '/mcp');
    const by = (proof: oauth.ClientAuth) => new Connector(open, as, { client_id }, proof);
    const connector = by(oauth.PrivateKeyJwt(key.privateKey));
    const tokens = await connector.connect(person, mine.workspaceId);
    const renewed = await connector.refresh(tokens.refresh_token ?? '');
    expect((await callAs(open, renewed.access_token)).status).toBe(200);
    for (const proof of [oauth.None(), oauth.PrivateKeyJwt(foreign.privateKey)]) {
      const { code, verifier } = await by(proof).authorize(person, mine.workspaceId);
      await expect(by(proof).exchange(code, verifier)).rejects.toMatchObject({ error: 'invalid_client' });
    }
    expect((await callAs(open, renewed.access_token)).status).toBe(200);
  });
  test('is the one last read, while its host is out of order, also after a restart', async () => {
    const client_id = publish('/kept.json');
    await (await connectorFor(open, client_id)).connect(person, mine.workspaceId);
    pages.set('/kept.json', { status: 503, body: 'out of order' });
    const again = await startTestApp({
      KNOWMIND_OAUTH_DOCUMENT_NETWORKS: '127.0.0.0/8,::1/128',
      DATABASE_URL: '',
    });
    try {
      const row = { id: client_id, kind: 'document' as const, created_at: new Date() };
      const kept = await open.services.db
        .selectFrom('oauth_client')
        .select('metadata')
        .where('id', '=', client_id)
        .executeTakeFirstOrThrow();
      await again.services.db
        .insertInto('oauth_client')
        .values({ ...row, metadata: JSON.stringify(kept.metadata) })
        .execute();
      const tenant = await createTenant(again);
      const browser = await new Browser(again).signIn(emailOf(tenant));
      const tokens = await (await connectorFor(again, client_id)).connect(browser, tenant.workspaceId);
      expect((await callAs(again, tokens.access_token)).status).toBe(200);
    } finally {
      await again.stop();
    }
  });
  test.each([
    ['names another client', { client_id: 'https://claude.ai/client.json' }],
    ['has a secret', { client_secret: 'x'.repeat(40) }],
    ['is for another kind of client', { token_endpoint_auth_method: 'client_secret_post' }],
    ['does not name the callback', { redirect_uris: ['http://localhost/other'] }],
  ])('is refused when it %s', async (what, more) => {
    const connector = await connectorFor(open, publish(`/${what.replaceAll(' ', '-')}.json`, more));
    const { answer, uid } = await connector.begin(person);
    expect([answer.status, uid]).toEqual([400, '']);
  });
  test.each([
    ['names it', { redirect_uri: 'https://evil.example/callback' }],
    ['leaves it out', { redirect_uri: undefined }],
  ])('has no answer sent to a place the operator does not allow when the request %s', async (what, given) => {
    const more = { redirect_uris: ['https://evil.example/callback'] };
    const connector = await connectorFor(open, publish(`/evil-${what.replaceAll(' ', '-')}.json`, more));
    const { answer, uid } = await connector.begin(person, given);
    expect([answer.status, answer.location, uid]).toEqual([400, '', '']);
    expect(answer.text).toContain('invalid_redirect_uri');
  });
  test('is refused when it has a character that cannot be kept, and nothing is kept', async () => {
    const client_id = publish('/nul.json', { client_name: 'a\0b' });
    const { answer } = await (await connectorFor(open, client_id)).begin(person);
    expect([answer.status, answer.location]).toEqual([400, '']);
    expect(await clientIds(open)).not.toContain(client_id);
  });
  test('is refused when it is too large, or leads elsewhere', async () => {
    const large = await connectorFor(open, publish('/large.json', { x: 'x'.repeat(40_000) }));
    expect((await large.begin(person)).answer.status).toBe(400);
    const moved = publish('/moved.json');
    pages.set('/moved.json', {
      status: 302,
      body: '',
      headers: { location: 'https://169.254.169.254/latest' },
    });
    const before = asked.length;
    expect((await (await connectorFor(open, moved)).begin(person)).answer.status).toBe(400);
    expect(new Set(asked.slice(before))).toEqual(new Set(['/moved.json']));
  });

  test.each([
    'https://169.254.169.254/client.json',
    'https://127.0.0.1/client.json',
    'https://127.1/client.json',
    'https://2130706433/client.json',
    'https://0x7f.0.0.1/client.json',
    'https://[::1]/client.json',
    'https://[::ffff:127.0.0.1]/client.json',
    'https://[::ffff:a9fe:a9fe]/client.json',
    'https://[64:ff9b::7f00:1]/client.json',
    'https://[fd00::1]/client.json',
    'https://10.0.0.1/client.json',
    'https://192.168.1.1/client.json',
    'https://0.0.0.0/client.json',
  ])('is refused at %s, and nothing is kept', async (client_id) => {
    const before = await clientIds();
    const { answer } = await (await connectorFor(app, client_id)).begin(browser);
    expect([answer.status, answer.location]).toEqual([400, '']);
    expect(await clientIds()).toEqual(before);
  });
  test('is refused at a name that leads inside, and its server is not asked', async () => {
    const client_id = publish('/inside.json');
    const { answer } = await (await connectorFor(app, client_id)).begin(browser);
    expect(answer.status).toBe(400);
    expect(asked).not.toContain('/inside.json');
    expect(await clientIds()).not.toContain(client_id);
  });
  test('is asked for sixty times in ten minutes by one address, and then told when to come again', async () => {
    const ask = (index: number) =>
      request(app, 'GET', `/oauth/authorize?${toQuery(`https://169.254.169.254/${index}.json`)}`, undefined, {
        'x-forwarded-for': '203.0.113.9',
      });
    const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => ask(index)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    const { status, body, headers } = await ask(60);
    expect([status, body.error.code]).toEqual([429, 'rate_limited']);
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
  });
});

function toQuery(client_id: string): URLSearchParams {
  return new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri: callback,
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  });
}
