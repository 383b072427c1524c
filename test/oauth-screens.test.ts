import { scryptSync } from 'node:crypto';
import { once } from 'node:events';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import * as oauth from 'oauth4webapi';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, expectNarrow } from './axe.ts';
import { browserRuns, launchBrowser } from './browser.ts';
import { certificate, certificateKey } from './certificate.ts';
import { Connector, callAs, callback, discover } from './connector.ts';
import { type Dashboard, openDashboard } from './dashboard.ts';
import { createTenant, makeFolder, startTestApp } from './harness.ts';

const runs = browserRuns();

let dashboard: Dashboard;
let context: BrowserContext;
let page: Page;
let connector: Connector;
/** Where the application got its answers. */
const answers: string[] = [];

beforeAll(async () => {
  if (!runs) return;
  dashboard = await openDashboard({ KNOWMIND_OAUTH_DOCUMENT_NETWORKS: '127.0.0.0/8,::1/128' });
  page = dashboard.page;
  context = page.context();
  await context.route(`${callback}*`, (route) => {
    answers.push(route.request().url());
    return route.fulfill({ contentType: 'text/html', body: '<h1>Back in the application</h1>' });
  });
  connector = await Connector.register(dashboard.app);
});
afterAll(() => dashboard?.stop());

/** Registers an application of that name. */
async function registerAs(name: string): Promise<Connector> {
  const as = await discover(dashboard.app, '/mcp');
  const response = await fetch(as.registration_endpoint ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirect_uris: [callback], client_name: name }),
  });
  return new Connector(dashboard.app, as, (await response.json()) as oauth.Client);
}

/** The application sends the person's browser to the server. */
async function ask(of = connector, scope = 'read write', target = page) {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(of.as.authorization_endpoint ?? '');
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: of.client.client_id,
    redirect_uri: callback,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    scope,
    resource: `${dashboard.app.url}/mcp`,
  }).toString();
  await target.goto(url.href);
  return { verifier, state };
}

const title = 'An application asks for access';
const allow = (of = page) => of.getByRole('button', { name: 'Allow', exact: true });
const back = (of = page) => of.getByRole('heading', { name: 'Back in the application' }).waitFor();
const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

async function finish(of: Connector, { verifier, state }: { verifier: string; state: string }) {
  const answer = new URL(answers.at(-1) ?? '');
  return of.exchange(oauth.validateAuthResponse(of.as, of.client, answer, state), verifier);
}

/** A link that the server prints, as it lacks a mail server. */
async function printedLink(email: string): Promise<string> {
  await dashboard.app.services.settle();
  const line = dashboard.app.printed.filter((text) => text.includes(email)).at(-1) ?? '';
  return /#(?:link|invitation)=[\w-]+/.exec(line)?.[0] ?? '';
}

test.runIf(runs)('the list of applications is in the menu, and empty at first it leads on', async () => {
  await page.getByRole('button', { name: 'Integrations' }).click();
  await page.getByRole('menuitem', { name: 'OAuth Clients' }).click();
  await dashboard.heading('OAuth Clients');
  await page.getByText('No application is connected yet.').waitFor();
  const connect = page.getByRole('link', { name: 'Connect an application' });
  expect(await connect.getAttribute('href')).toBe('/connect');
  await page.getByRole('link', { name: '0 applications' }).waitFor();
  await expectAccessible(page, 'no applications');
  await expectNarrow(page, 'no applications');
});

describe.runIf(runs)('the consent', () => {
  test('is reached through the sign-in, in the tab that the mail opens, and narrows what is given', async () => {
    await context.clearCookies();
    const begun = await ask();
    await page.waitForURL(/\/sign-in$/);
    await page.getByLabel('E-mail').fill('owner@example.org');
    await page.getByRole('button', { name: 'Send sign-in link' }).click();
    await page.getByLabel('Six-digit code').waitFor();
    const mailed = await context.newPage();
    await mailed.goto(`${dashboard.app.url}/sign-in${await printedLink('owner@example.org')}`);
    await mailed.getByRole('button', { name: 'Sign in' }).click();
    await mailed.getByRole('heading', { name: title, level: 1 }).waitFor();
    await mailed.getByText('Test connector').waitFor();
    await mailed.getByText('name not verified').waitFor();
    await mailed.getByText('a program on this computer').waitFor();
    await mailed.getByText('owner@example.org').waitFor();
    await mailed.getByText('Acme').waitFor();
    await mailed.getByRole('checkbox', { name: 'Write' }).uncheck();
    await allow(mailed).click();
    await back(mailed);
    await mailed.close();
    const tokens = await finish(connector, begun);
    expect(tokens.scope).toBe('read');
    expect((await callAs(dashboard.app, tokens.access_token)).body.workspace.name).toBe('Acme');
    const stored = await callAs(dashboard.app, tokens.access_token, 'POST', '/api/v1/memory/entries', {
      content: 'The harbour opens at six.',
    });
    expect(stored.status).toBe(403);
  });
  test('is gone once it was answered, and the next sign-in leads to the start again', async () => {
    await ask();
    await dashboard.heading(title);
    const address = page.url();
    await page.getByRole('button', { name: 'Decline' }).click();
    await back();
    expect(new URL(answers.at(-1) ?? '').searchParams.get('error')).toBe('access_denied');
    await page.goto(address);
    await dashboard.heading('This request has ended');
    await expectAccessible(page, 'ended');
    await expectNarrow(page, 'ended');
    expect(await page.evaluate(() => localStorage.getItem('knowmind-consent'))).toBeNull();
  });
  test.each(['never-there', 'x'.repeat(65), '%3Cscript%3E'])(
    'of an unknown request %s is gone',
    async (uid) => {
      await page.goto(`${dashboard.app.url}/oauth/consent/${uid}`);
      await dashboard.heading('This request has ended');
    },
  );
  test('is answered by keyboard alone, and allows nothing where nothing is chosen', async () => {
    const begun = await ask();
    await dashboard.heading(title);
    await page.getByRole('checkbox', { name: 'Read' }).focus();
    await press('Space', 'Tab', 'Space');
    await page.getByText('Choose at least one, or decline.').waitFor();
    expect(await allow().isDisabled()).toBe(true);
    await expectAccessible(page, 'nothing chosen');
    await press('Space', 'Tab', 'Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Allow');
    await press('Enter');
    await back();
    expect((await finish(connector, begun)).scope).toBe('write');
  });
  test('breaks no rule of accessibility, nor the width of a phone, in both languages', async () => {
    for (const language of ['de', 'en'] as const) {
      await ask(connector, 'read write admin');
      await dashboard.setLanguage(language);
      await page.reload();
      await dashboard.heading(language === 'de' ? 'Eine Anwendung bittet um Zugang' : title);
      await expectAccessible(page, `consent ${language}`);
      await expectNarrow(page, `consent ${language}`);
      const text = await page.locator('#root').textContent();
      if (language === 'de') expect(text).not.toMatch(/\b(the|Allow|Decline|Read|verified|Signed)\b/);
    }
  });
  test('shows what failed, and asks again', async () => {
    await dashboard.setLanguage('en');
    await context.route('**/api/v1/oauth/consents/*', (route) => route.abort());
    await ask();
    await page.getByRole('alert').waitFor();
    await expectAccessible(page, 'failed');
    await context.unroute('**/api/v1/oauth/consents/*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await allow().waitFor();
  });
});

describe.runIf(runs)('a name that a stranger chose', () => {
  test.each([
    ['markup', '</bdi><h1>knowmind</h1><img src=x onerror="document.title=1">'],
    ['marks that turn the line around', `\u202eevil\u2066 ${'\u05d0'.repeat(30)} verified\u2069`],
    ['two hundred letters', 'W'.repeat(200)],
    ['marks piled on each other', `A${'\u0301'.repeat(150)}`],
  ])('of %s stays a name', async (_, name) => {
    await ask(await registerAs(name));
    await allow().waitFor();
    expect(await page.getByRole('heading', { level: 1 }).allTextContents()).toEqual([title]);
    expect(await page.locator('main img, main script').count()).toBe(0);
    const claimed = page.locator('.claimed').first();
    const shown = (await claimed.textContent()) ?? '';
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length).toBeLessThanOrEqual(100);
    expect(shown).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(await claimed.evaluate((element) => getComputedStyle(element).unicodeBidi)).toBe('isolate');
    // What it paints outside of its lines would cover what the page itself says.
    expect(await claimed.evaluate((element) => getComputedStyle(element).overflowY)).toBe('clip');
    await page.getByText('name not verified').waitFor();
    await expectNarrow(page, name);
  });
});

test.runIf(runs)('of a client that a document describes the host is shown as verified', async () => {
  let body = '';
  const server = https.createServer({ cert: certificate, key: certificateKey }, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  // The tests' own certificate, for whatever this process calls.
  https.globalAgent.options.ca = certificate;
  server.listen(0);
  await once(server, 'listening');
  try {
    const host = `localhost:${(server.address() as AddressInfo).port}`;
    const client_id = `https://${host}/client.json`;
    body = JSON.stringify({ client_id, client_name: 'Documented', redirect_uris: [callback] });
    const documented = new Connector(dashboard.app, await discover(dashboard.app, '/mcp'), { client_id });
    const begun = await ask(documented);
    await page.getByText(host, { exact: true }).waitFor();
    await page.getByText('address verified').waitFor();
    await page.getByText('Documented', { exact: true }).waitFor();
    expect(await page.getByText('name not verified').count()).toBe(0);
    await expectAccessible(page, 'verified');
    await expectNarrow(page, 'verified');
    await allow().click();
    await back();
    expect((await finish(documented, begun)).scope?.split(' ').sort()).toEqual(['read', 'write']);
    await dashboard.open('/oauth-clients');
    await page
      .getByRole('row', { name: /Documented/ })
      .getByText(`${host} · address verified`)
      .waitFor();
  } finally {
    server.close();
  }
});

describe.runIf(runs)('connected applications', () => {
  test('are listed with whom they act for, and cut off at once after a question', async () => {
    const own = await registerAs('Harbour log');
    const begun = await ask(own);
    await allow().click();
    await back();
    const tokens = await finish(own, begun);
    expect((await callAs(dashboard.app, tokens.access_token)).status).toBe(200);
    await dashboard.open('/oauth-clients');
    const row = page.getByRole('row', { name: /Harbour log/ });
    const text = (await row.textContent()) ?? '';
    for (const part of ['name not verified', 'read', 'write', 'owner@example.org'])
      expect(text).toContain(part);
    await expectAccessible(page, 'applications');
    await expectNarrow(page, 'applications');
    await page.getByRole('button', { name: 'Disconnect: Harbour log' }).focus();
    await press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Disconnect: Harbour log' });
    await dialog.getByText('is refused from its next call on').waitFor();
    await expectAccessible(page, 'disconnect');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await callAs(dashboard.app, tokens.access_token)).status).toBe(200);
    await page.getByRole('button', { name: 'Disconnect: Harbour log' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await row.waitFor({ state: 'detached' });
    expect((await callAs(dashboard.app, tokens.access_token)).status).toBe(401);
  });
  test('are counted beside tokens and people, with the way to each', async () => {
    await dashboard.call('POST', '/tokens', { name: 'Build', scopes: ['read'] });
    const { items } = await dashboard.call('GET', '/oauth/clients');
    for (const path of ['/tokens', '/oauth-clients']) {
      await dashboard.open(path);
      const all = page.getByRole('region', { name: 'What can act for this workspace' });
      await all.getByRole('link', { name: '1 API token' }).waitFor();
      await all.getByRole('link', { name: `${items.length} applications` }).waitFor();
      await all.getByRole('link', { name: '1 person' }).waitFor();
    }
    await page.getByRole('link', { name: '1 API token' }).click();
    await dashboard.heading('API Tokens');
  });
  test('are listed in German', async () => {
    await dashboard.setLanguage('de');
    await dashboard.open('/oauth-clients');
    await dashboard.heading('OAuth-Clients');
    const text = await page.locator('#root').textContent();
    expect(text).not.toMatch(/\b(the|Calls|Disconnect|Connect|Person who|Scopes|verified)\b/);
    await expectNarrow(page, 'applications in German');
    await dashboard.setLanguage('en');
  });
});

test.runIf(runs)('of several workspaces one is chosen, and what the role cannot give says so', async () => {
  const other = await createTenant(dashboard.app);
  await other.call('POST', '/api/v1/members', { email: 'owner@example.org', role: 'viewer' });
  await page.goto(`${dashboard.app.url}/sign-in${await printedLink('owner@example.org')}`);
  await page.getByRole('button', { name: 'Join' }).click();
  await dashboard.heading('Overview');
  await dashboard.open('/oauth-clients');
  await page.getByText('You see the applications that you connected.').waitFor();
  const begun = await ask(connector, 'write');
  await page.getByRole('combobox', { name: 'Workspace it may use' }).click();
  await page.getByRole('option', { name: 'Acme · viewer' }).click();
  const write = page.getByRole('checkbox', { name: 'Write' });
  expect(await write.isDisabled()).toBe(true);
  await page.getByText('Your role in this workspace is viewer; it cannot give this.').waitFor();
  await page.getByText('can give nothing of what it asks for').waitFor();
  expect(await allow().isDisabled()).toBe(true);
  await expectAccessible(page, 'a role that cannot give');
  await expectNarrow(page, 'a role that cannot give');
  await page.getByRole('combobox', { name: 'Workspace it may use' }).click();
  await page.getByRole('option', { name: 'Acme · owner' }).click();
  expect(await write.isChecked()).toBe(true);
  await allow().click();
  await back();
  const tokens = await finish(connector, begun);
  const health = await callAs(dashboard.app, tokens.access_token);
  expect(health.body.workspace.id).not.toBe(other.workspaceId);
});

test.runIf(runs)('a kept request leads to a consent alone, and only for an hour', async () => {
  const enter = async (kept: unknown) => {
    await context.clearCookies();
    await page.goto(`${dashboard.app.url}/sign-in`);
    await page.evaluate((value) => localStorage.setItem('knowmind-consent', value), JSON.stringify(kept));
    await page.getByLabel('E-mail').fill('owner@example.org');
    await page.getByRole('button', { name: 'Send sign-in link' }).click();
    await page.getByLabel('Six-digit code').waitFor();
    await page.goto(`${dashboard.app.url}/sign-in${await printedLink('owner@example.org')}`);
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    return new URL(page.url()).pathname;
  };
  const soon = Date.now() + 60_000;
  expect(await enter({ uid: '//evil.example', until: soon })).toBe('/');
  expect(await enter({ uid: 'known', until: Date.now() - 1 })).toBe('/');
  expect(await enter({ uid: 'known', until: soon })).toBe('/oauth/consent/known');
});

test.runIf(runs)('a reviewer signs in by name and password, where the server has that', async () => {
  await context.clearCookies();
  await dashboard.open('/sign-in');
  await page.getByLabel('E-mail').waitFor();
  expect(await page.getByRole('button', { name: 'Sign in with name and password' }).count()).toBe(0);
  const folder = makeFolder();
  const before = await startTestApp({}, folder);
  const tenant = await createTenant(before);
  await before.stop();
  const password = 'correct horse battery';
  const salt = Buffer.alloc(16, 7);
  const app = await startTestApp(
    {
      KNOWMIND_REVIEWER_NAME: 'reviewer',
      KNOWMIND_REVIEWER_PASSWORD_HASH: `${salt.toString('base64url')}:${scryptSync(password, salt, 32).toString('base64url')}`,
      KNOWMIND_REVIEWER_EMAIL: tenant.owner.actor?.type === 'person' ? tenant.owner.actor.email : '',
      KNOWMIND_REVIEWER_WORKSPACE: tenant.workspaceId,
    },
    folder,
  );
  const browser = await launchBrowser();
  try {
    const own = await browser.newPage({ locale: 'en-GB' });
    await own.goto(`${app.url}/sign-in`);
    await own.getByRole('button', { name: 'Sign in with name and password' }).click();
    await own.getByRole('textbox', { name: 'Name' }).fill('reviewer');
    await own.getByLabel(/^Password/).fill('wrong');
    await expectAccessible(own, 'reviewer');
    await expectNarrow(own, 'reviewer');
    await own.getByRole('button', { name: 'Sign in with password' }).click();
    await own.getByText('This name and password are not right').waitFor();
    await own.getByLabel(/^Password/).fill(password);
    await own.keyboard.press('Enter');
    await own.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  } finally {
    await browser.close();
    await app.stop();
  }
});
