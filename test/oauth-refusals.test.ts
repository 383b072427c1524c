import { beforeAll, describe, expect, test } from 'vitest';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { Browser, Connector, callAs, callback, emailOf } from './connector.ts';
import { createTenant, request, sharedApp, startTestApp, type Tenant, type TestApp } from './harness.ts';

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

/** What an authorization would leave behind. */
async function traces(of: Tenant = tenant) {
  const { db } = of.app.services;
  const pending = await db.selectFrom('oauth_pending').select('hash').execute();
  return inWorkspace(db, of.workspaceId, async (tx) => ({
    pending: pending.length,
    grants: (await tx.selectFrom('oauth_grant').select('id').execute()).length,
    tokens: (await tx.selectFrom('oauth_token').select('hash').execute()).length,
  }));
}

async function actions(of: Tenant = tenant): Promise<string[]> {
  const { body } = await of.call('GET', '/api/v1/audit?limit=100&action=oauth');
  return body.items.map(({ action }: { action: string }) => action);
}

describe('an authorization is refused, and leaves no trace,', () => {
  test('that would answer somewhere the client did not register', async () => {
    const before = await traces();
    const { answer } = await connector.begin(browser, { redirect_uri: 'https://claude.ai/elsewhere' });
    expect(answer.status).toBe(400);
    expect(answer.location).toBe('');
    expect(answer.text).toContain('redirect_uri');
    expect(answer.headers.get('content-security-policy')).toMatch(
      /default-src 'none'; ?script-src; ?style-src 'sha256-/,
    );
    expect(await traces()).toEqual(before);
  });
  test('that would answer somewhere the operator does not allow', async () => {
    const before = await traces();
    const { answer } = await connector.begin(browser, { redirect_uri: 'https://evil.example/<script>' });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('<script>');
    expect(await traces()).toEqual(before);
  });
  test('that does not say where it would answer, although one place alone is registered', async () => {
    const before = await traces();
    const { answer } = await connector.begin(browser, { redirect_uri: undefined });
    expect([answer.status, answer.location]).toEqual([400, '']);
    expect(answer.text).toContain('invalid_redirect_uri: the request has to name its redirect_uri');
    expect(await traces()).toEqual(before);
  });
  test.each(['state', 'client_id', 'scope', 'login_hint'])('with a NUL in %s', async (name) => {
    const before = await traces();
    const { answer } = await connector.begin(browser, { [name]: 'a\0b' });
    expect([answer.status, answer.location]).toEqual([400, '']);
    expect(answer.text).toContain('invalid_request');
    expect(await traces()).toEqual(before);
  });
  test.each([
    ['no code challenge', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['a plain code challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a code challenge of no method', { code_challenge_method: undefined }, 'invalid_request'],
    ['a resource of someone else', { resource: 'https://evil.example/mcp' }, 'invalid_target'],
    ['a resource that is no address', { resource: 'mcp' }, 'invalid_target'],
    ['a path of ours that is no resource', { resource: 'http://localhost:1/mcp' }, 'invalid_target'],
    ['tokens in the address', { response_type: 'token' }, 'unsupported_response_type'],
    ['no question to the person', { prompt: 'none' }, 'consent_required'],
  ])('with %s', async (_, given, error) => {
    const before = await traces();
    const { answer, state } = await connector.begin(browser, given);
    const back = new URL(answer.location);
    expect(back.origin + back.pathname).toBe(callback);
    const fields = new URLSearchParams(back.search || back.hash.slice(1));
    expect(Object.fromEntries(fields)).toMatchObject({ error, state, iss: app.url });
    expect(await traces()).toEqual(before);
  });
  test('of a client that is unknown', async () => {
    const { answer } = await connector.begin(browser, { client_id: 'made-up' });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('invalid_client');
    const language = await fetch(`${app.url}/oauth/authorize?client_id=made-up`, {
      headers: { accept: 'text/html', 'accept-language': 'de' },
    });
    expect(await language.text()).toContain('Die Anwendung konnte nicht verbunden werden');
  });
});

describe('a consent', () => {
  test('says who asks for what, and where it goes', async () => {
    const { uid } = await connector.begin(browser, { scope: 'read admin' });
    const { status, body } = await browser.send('GET', `/api/v1/oauth/consents/${uid}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      client: { name: 'Test connector', host: null, registeredAt: expect.any(String) },
      redirectTo: 'loopback',
      scopes: ['read', 'admin'],
      workspaces: [{ id: tenant.workspaceId, role: 'owner', scopes: ['read', 'write', 'admin'] }],
    });
  });
  test('posted from a page of another site is refused with no trace', async () => {
    const { uid } = await connector.begin(browser);
    const before = await traces();
    const path = `/api/v1/oauth/consents/${uid}`;
    const body = { decision: 'allow', workspaceId: tenant.workspaceId };
    for (const origin of ['https://evil.example', null]) {
      const { status, body: answer } = await browser.send('POST', path, body, { origin });
      expect([status, answer.error.code]).toEqual([403, 'csrf_failed']);
    }
    expect(await traces()).toEqual(before);
    expect((await browser.send('GET', path)).status).toBe(200);
  });
  test('is shown and decided in the browser alone that began it', async () => {
    const { uid } = await connector.begin(browser);
    const other = await new Browser(app).signIn(emailOf(tenant));
    const path = `/api/v1/oauth/consents/${uid}`;
    const body = { decision: 'allow', workspaceId: tenant.workspaceId };
    const before = await traces();
    expect((await other.send('GET', path)).status).toBe(404);
    expect((await other.send('POST', path, body)).status).toBe(404);
    expect(await traces()).toEqual(before);
  });
  test('needs a person: no token, no session, no answer', async () => {
    const { uid } = await connector.begin(browser);
    const path = `/api/v1/oauth/consents/${uid}`;
    expect((await tenant.call('GET', path)).status).toBe(403);
    const stranger = new Browser(app);
    for (const [key, cookie] of browser.cookies) {
      if (!key.startsWith('knowmind_session')) stranger.cookies.set(key, cookie);
    }
    expect((await stranger.send('GET', path)).status).toBe(401);
  });
  test('is decided once', async () => {
    const { uid } = await connector.begin(browser);
    const path = `/api/v1/oauth/consents/${uid}`;
    const allow = { decision: 'allow', workspaceId: tenant.workspaceId };
    const before = await traces();
    const answers = await Promise.all([1, 2, 3].map(() => browser.send('POST', path, allow)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    expect((await traces()).grants).toBe(before.grants + 1);
  });
  test('is for a workspace of the person, and for what was asked', async () => {
    const stranger = await createTenant(app);
    const { uid } = await connector.begin(browser, { scope: 'read' });
    const path = `/api/v1/oauth/consents/${uid}`;
    const decide = async (body: object) => {
      const { status, body: answer } = await browser.send('POST', path, { decision: 'allow', ...body });
      return [status, answer.error?.code];
    };
    const before = await traces();
    const { workspaceId } = tenant;
    expect(await decide({ workspaceId: stranger.workspaceId })).toEqual([404, 'not_found']);
    expect(await decide({})).toEqual([400, 'invalid_request']);
    expect(await decide({ workspaceId: 'mine' })).toEqual([400, 'invalid_request']);
    expect(await decide({ workspaceId, scopes: ['read', 'write'] })).toEqual([400, 'invalid_request']);
    expect(await decide({ workspaceId, scopes: [] })).toEqual([400, 'invalid_request']);
    expect(await decide({ workspaceId, scopes: 'read' })).toEqual([400, 'invalid_request']);
    expect(await decide({ workspaceId, decision: 'perhaps' })).toEqual([400, 'invalid_request']);
    expect(await traces()).toEqual(before);
    expect((await traces(stranger)).grants).toBe(0);
  });
  test('declined goes back as access_denied', async () => {
    const { uid, state } = await connector.begin(browser);
    const before = await traces();
    const decided = await browser.send('POST', `/api/v1/oauth/consents/${uid}`, { decision: 'decline' });
    const back = await browser.send('GET', decided.body.continueTo);
    const fields = Object.fromEntries(new URL(back.location).searchParams);
    expect(fields).toMatchObject({ error: 'access_denied', state, iss: app.url });
    expect((await traces()).grants).toBe(before.grants);
    expect((await actions())[0]).toBe('oauth.declined');
  });
  test.each(['x'.repeat(65), '%2e%2e', '<b>'])('does not exist under %s', async (uid) => {
    expect((await browser.send('GET', `/api/v1/oauth/consents/${encodeURIComponent(uid)}`)).status).toBe(400);
  });
});

describe('a code', () => {
  test('replayed ends the tokens it gave', async () => {
    const { code, verifier } = await connector.authorize(browser, tenant.workspaceId);
    const tokens = await connector.exchange(code, verifier);
    expect((await callAs(app, tokens.access_token)).status).toBe(200);
    await expect(connector.exchange(code, verifier)).rejects.toMatchObject({ error: 'invalid_grant' });
    expect((await callAs(app, tokens.access_token)).status).toBe(401);
    await expect(connector.refresh(tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    const { body } = await tenant.call('GET', '/api/v1/audit?limit=1&action=oauth.reuse_refused');
    expect(body.items[0]).toMatchObject({
      actor: { type: 'system' },
      ip: expect.stringMatching(/127\.0\.0\.1|::1/),
    });
    expect((await actions())[0]).toBe('oauth.reuse_refused');
  });
  test('sent twice at once leaves no tokens', async () => {
    const { code, verifier } = await connector.authorize(browser, tenant.workspaceId);
    const answers = await Promise.allSettled([1, 2, 3].map(() => connector.exchange(code, verifier)));
    const given = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    expect(given.length).toBeLessThanOrEqual(1);
    for (const { access_token } of given) expect((await callAs(app, access_token)).status).toBe(401);
  });
  test('is spent with its own verifier, redirect and client only', async () => {
    const { code, verifier } = await connector.authorize(browser, tenant.workspaceId);
    const wrong = { error: 'invalid_grant' };
    await expect(connector.exchange(code, 'x'.repeat(43))).rejects.toMatchObject(wrong);
    const other = new Connector(app, connector.as, (await Connector.register(app)).client);
    await expect(other.exchange(code, verifier)).rejects.toMatchObject(wrong);
    const resource = { resource: 'https://evil.example/mcp' };
    await expect(connector.exchange(code, verifier, resource)).rejects.toMatchObject({
      error: 'invalid_target',
    });
  });
});

describe('a refresh token', () => {
  test('may be used again for 30 seconds; after that its reuse ends the grant', async () => {
    const own = await startTestApp();
    try {
      const mine = await createTenant(own);
      const person = await new Browser(own).signIn(emailOf(mine));
      const client = await Connector.register(own);
      const first = await client.connect(person, mine.workspaceId);
      const [second, third] = await Promise.all([1, 2].map(() => client.refresh(first.refresh_token ?? '')));
      for (const tokens of [first, second, third])
        expect((await callAs(own, tokens?.access_token ?? '')).status).toBe(200);
      own.clock.ms += 31_000;
      const reuse = client.refresh(first.refresh_token ?? '');
      await expect(reuse).rejects.toMatchObject({ error: 'invalid_grant' });
      for (const tokens of [first, second, third])
        expect((await callAs(own, tokens?.access_token ?? '')).status).toBe(401);
      const newest = client.refresh(second?.refresh_token ?? '');
      await expect(newest).rejects.toMatchObject({ error: 'invalid_grant' });
      expect((await actions(mine))[0]).toBe('oauth.reuse_refused');
    } finally {
      await own.stop();
    }
  });
  test('is of its client only', async () => {
    const tokens = await connector.connect(browser, tenant.workspaceId);
    const other = await Connector.register(app);
    const stolen = other.refresh(tokens.refresh_token ?? '');
    await expect(stolen).rejects.toMatchObject({ error: 'invalid_grant' });
    await other.revoke(tokens.refresh_token ?? '');
    expect((await callAs(app, tokens.access_token)).status).toBe(200);
  });
});

describe('time', () => {
  test('ends codes after ten minutes, access after an hour, and an unused grant after thirty days', async () => {
    const own = await startTestApp();
    try {
      const mine = await createTenant(own);
      const person = await new Browser(own).signIn(emailOf(mine));
      const client = await Connector.register(own);
      const late = await client.authorize(person, mine.workspaceId);
      const tokens = await client.connect(person, mine.workspaceId);
      const ended = { error: 'invalid_grant' };
      own.clock.ms += 11 * 60_000;
      await expect(client.exchange(late.code, late.verifier)).rejects.toMatchObject(ended);
      own.clock.ms += 50 * 60_000;
      const expired = await callAs(own, tokens.access_token);
      expect([expired.status, expired.body.error.code]).toEqual([401, 'invalid_token']);
      const renewed = await client.refresh(tokens.refresh_token ?? '');
      expect((await callAs(own, renewed.access_token)).status).toBe(200);
      own.clock.ms += 31 * 86_400_000;
      await expect(client.refresh(renewed.refresh_token ?? '')).rejects.toMatchObject(ended);
    } finally {
      await own.stop();
    }
  });
});

describe('an access token', () => {
  test('for an address this server no longer has is refused', async () => {
    const tokens = await connector.connect(browser, tenant.workspaceId);
    await inWorkspace(app.services.db, tenant.workspaceId, (tx) =>
      tx
        .updateTable('oauth_token')
        .set({ payload: JSON.stringify({ aud: 'https://old.example/mcp', scope: 'read write' }) })
        .where('kind', '=', 'AccessToken')
        .execute(),
    );
    const { status, body } = await callAs(app, tokens.access_token);
    expect([status, body.error.code]).toEqual([401, 'invalid_token']);
    expect(body.error.message).toContain('another address');
  });
  test('is not what an API token is that was cut off to its length', async () => {
    const { status, body } = await callAs(app, `kmt_${'x'.repeat(39)}`);
    expect([status, body.error.code]).toEqual([401, 'invalid_token']);
    expect(body.error.message).toContain('cut off');
  });
  test.each(['x'.repeat(43), 'x'.repeat(42), `${'x'.repeat(43)}=`])(
    'made up is refused: %s',
    async (token) => {
      const { status, headers } = await callAs(app, token, 'POST', '/mcp', {});
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toContain('resource_metadata=');
    },
  );
  test('stands in no table, and neither do codes and refresh tokens', async () => {
    const { code, verifier } = await connector.authorize(browser, tenant.workspaceId);
    const tokens = await connector.exchange(code, verifier);
    const rows = await inWorkspace(app.services.db, tenant.workspaceId, (tx) =>
      tx.selectFrom('oauth_token').selectAll().execute(),
    );
    const kept = JSON.stringify(rows);
    for (const secret of [code.get('code'), tokens.access_token, tokens.refresh_token])
      expect(kept).not.toContain(secret);
    expect(app.logged.join('')).not.toContain(tokens.access_token);
  });
});

test('what a page of another site may read of the token endpoint is nothing', async () => {
  const tokens = await connector.connect(browser, tenant.workspaceId);
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: tokens.refresh_token ?? '',
    client_id: connector.client.client_id,
  });
  const send = async (origin: string) =>
    (await fetch(`${app.url}/oauth/token`, { method: 'POST', body, headers: { origin } })).headers.get(
      'access-control-allow-origin',
    );
  expect(await send('https://evil.example')).toBe(null);
  expect(await send('http://localhost:6274')).toBe('http://localhost:6274');
});

test.each([
  ['PUT', '/oauth/token', 'POST'],
  ['GET', '/oauth/token', 'POST'],
  ['GET', '/oauth/register', 'POST'],
  ['DELETE', '/oauth/revoke', 'POST'],
  ['POST', '/oauth/authorize', 'GET'],
  ['POST', '/oauth/jwks', 'GET'],
])('%s %s is refused with the method it takes', async (method, path, allowed) => {
  const { status, headers } = await request(app, method, path);
  expect([status, headers.get('allow')]).toEqual([405, allowed]);
});

test('a client’s name with a NUL is unknown, and breaks nothing', async () => {
  for (const path of ['/oauth/token', '/oauth/revoke']) {
    const form = { grant_type: 'refresh_token', refresh_token: 'x\0', token: 'x\0', client_id: 'a\0b' };
    const answer = await fetch(app.url + path, { method: 'POST', body: new URLSearchParams(form) });
    expect([answer.status, (await answer.json()).error]).toEqual([401, 'invalid_client']);
  }
});
