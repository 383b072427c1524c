import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { Browser, Connector, callAs, callback, emailOf } from './connector.ts';
import { createTenant, request, sharedApp, type Tenant, type TestApp } from './harness.ts';

let app: TestApp;
let tenant: Tenant;
let browser: Browser;
beforeAll(async () => {
  app = await sharedApp();
  tenant = await createTenant(app);
  browser = await new Browser(app).signIn(emailOf(tenant));
});

const remember = { content: 'The harbour opens at six.' };

describe('an application', () => {
  test.each(['/mcp', '/api/mcp/v1'])(
    'finds the authorization server from %s, and is let in',
    async (path) => {
      const connector = await Connector.register(app, path);
      const tokens = await connector.connect(browser, tenant.workspaceId, { resource: app.url + path });
      expect(tokens.scope?.split(' ').sort()).toEqual(['read', 'write']);
      expect(tokens.expires_in).toBe(3600);
      const health = await callAs(app, tokens.access_token);
      expect(health.body.workspace.id).toBe(tenant.workspaceId);
      const stored = await callAs(app, tokens.access_token, 'POST', '/api/v1/memory/entries', remember);
      expect([200, 201]).toContain(stored.status);
      const called = await callAs(app, tokens.access_token, 'POST', path, {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'knowmind_list_recent', arguments: {} },
      });
      expect(called.text).toContain('harbour');
    },
  );

  test.each(['cursor://anysphere.cursor-mcp/oauth/callback', 'https://claude.ai/api/mcp/auth_callback'])(
    'is answered at %s',
    async (redirectUri) => {
      const elsewhere = await Connector.register(app, '/mcp', redirectUri);
      const { uid } = await elsewhere.begin(browser);
      const shown = await browser.send('GET', `/api/v1/oauth/consents/${uid}`);
      const { protocol, host } = new URL(redirectUri);
      expect(shown.body.redirectTo).toBe(protocol === 'https:' ? host : protocol);
      const tokens = await elsewhere.connect(browser, tenant.workspaceId);
      expect((await callAs(app, tokens.access_token)).status).toBe(200);
    },
  );
  test('is answered by a form that posts itself, which the browser may run', async () => {
    const connector = await Connector.register(app);
    const { uid, state } = await connector.begin(browser, { response_mode: 'form_post' });
    const allow = { decision: 'allow', workspaceId: tenant.workspaceId };
    const { body } = await browser.send('POST', `/api/v1/oauth/consents/${uid}`, allow);
    const page = await browser.send('GET', body.continueTo);
    expect(page.text).toContain(`action="${callback}"`);
    expect(page.text).toContain(`value="${state}"`);
    const [, script = ''] = /<script>([^<]*)<\/script>/.exec(page.text) ?? [];
    const digest = createHash('sha256').update(script).digest('base64');
    expect(page.headers.get('content-security-policy')).toContain(`script-src 'sha256-${digest}'`);
  });
  test('refreshes, and gives its access back', async () => {
    const connector = await Connector.register(app);
    const first = await connector.connect(browser, tenant.workspaceId);
    const second = await connector.refresh(first.refresh_token ?? '');
    expect(second.access_token).not.toBe(first.access_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await callAs(app, second.access_token)).status).toBe(200);
    await connector.revoke(second.refresh_token ?? '');
    expect((await callAs(app, second.access_token)).status).toBe(401);
    await expect(connector.refresh(second.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('is not given what it did not ask for', async () => {
    const connector = await Connector.register(app);
    const tokens = await connector.connect(browser, tenant.workspaceId, { scope: 'read' });
    const refused = await callAs(app, tokens.access_token, 'POST', '/api/v1/memory/entries', remember);
    expect(refused.status).toBe(403);
    expect(refused.body.error).toMatchObject({ code: 'insufficient_scope', requiredScope: 'write' });
    expect(refused.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  });

  test('has its metadata at an address a browser may read', async () => {
    const path = '/.well-known/oauth-authorization-server';
    const { body, headers } = await request(app, 'GET', path, undefined, { origin: 'http://localhost:6274' });
    expect(body).toMatchObject({
      issuer: app.url,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
      registration_endpoint: `${app.url}/oauth/register`,
    });
    expect(body.token_endpoint_auth_methods_supported).toContain('none');
    expect(headers.get('access-control-allow-origin')).toBe('http://localhost:6274');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('announces no address that is not served, and no proof that no call asks for', async () => {
    const { body } = await request(app, 'GET', '/.well-known/oauth-authorization-server');
    const addresses = Object.entries(body).filter(([name]) => /_(endpoint|uri)$/.test(name));
    expect(addresses.map(([name]) => name).sort()).toEqual([
      'authorization_endpoint',
      'jwks_uri',
      'registration_endpoint',
      'revocation_endpoint',
      'token_endpoint',
    ]);
    for (const [name, url] of addresses) {
      const method = /^(authorization|jwks)/.test(name) ? 'GET' : 'POST';
      const { status } = await request(app, method, String(url).slice(app.url.length));
      expect([name, status]).not.toEqual([name, 404]);
    }
    expect(body).not.toHaveProperty('dpop_signing_alg_values_supported');
  });
});
