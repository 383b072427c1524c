import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserRuns, launchBrowser } from './browser.ts';
import { request, startTestApp, type TestApp } from './harness.ts';

const runs = browserRuns();

let app: TestApp;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  if (!runs) return;
  app = await startTestApp();
  browser = await launchBrowser();
  page = await browser.newPage({ locale: 'en-GB' });
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const openTokens = async () => {
  await page.getByRole('button', { name: 'Integrations' }).click();
  await page.getByRole('menuitem', { name: 'API Tokens' }).click();
};

test.runIf(runs)('a person sets up the server, creates a token, and uses it at once', async () => {
  await page.goto(`${app.url}/sign-in#setup=${app.services.setUp.secret}`);
  await page.getByLabel('E-mail').fill('owner@example.org');
  await page.getByLabel('Workspace name').fill('Acme');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await openTokens();
  await page.getByRole('button', { name: 'New token' }).click();
  const form = page.getByRole('dialog', { name: 'New token' });
  await form.getByLabel('Name').fill('My workstation');
  await form.getByRole('button', { name: 'Create' }).click();
  const secret = (await page.getByTestId('secret').textContent()) ?? '';
  expect(secret).toMatch(/^kmt_[A-Za-z0-9_-]{48}$/);
  // This server is not where the command line looks by itself.
  await page.getByText(`knowmind login --token ${secret} --api-url ${app.url}`).waitFor();
  await page
    .getByRole('dialog', { name: 'Your new token' })
    .getByRole('button', { name: 'Close' })
    .last()
    .click();
  await page.getByTestId('secret').waitFor({ state: 'detached' });
  const row = page.getByRole('row', { name: /My workstation/ });
  expect(await row.textContent()).toContain(`${secret.slice(0, 12)} •••••`);
  expect(await page.content()).not.toContain(secret);

  const headers = { authorization: `Bearer ${secret}` };
  expect((await request(app, 'GET', '/api/health', undefined, headers)).body.token.name).toBe(
    'My workstation',
  );
  expect(
    (await request(app, 'POST', '/api/v1/memory/entries', { content: 'From curl' }, headers)).status,
  ).toBe(403);
  await row.getByRole('button', { name: /Actions/ }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  const edit = page.getByRole('dialog', { name: /Edit/ });
  await edit.getByLabel(/^write/).check();
  await edit.getByRole('button', { name: 'Save' }).click();
  await edit.waitFor({ state: 'detached' });
  expect(
    (await request(app, 'POST', '/api/v1/memory/entries', { content: 'From curl' }, headers)).status,
  ).toBe(201);
  await app.services.uses.flush();
  await page.reload();
  await page.getByRole('row', { name: /My workstation.*127\.0\.0\.1/ }).waitFor();
});

test.runIf(runs)('a memory is stored and found, and the audit log shows the token', async () => {
  await page.goto(`${app.url}/memories`);
  await page.getByRole('button', { name: 'Store a memory' }).click();
  await page.getByLabel('Content').fill('The contract with Globex ends on 31 March.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByLabel('Search the memory').fill('contract');
  await page.locator('mark', { hasText: 'contract' }).first().waitFor();
  await page.goto(`${app.url}/audit`);
  await page.getByRole('cell', { name: 'API token created' }).waitFor();
  await page.getByText(/Chain intact/).waitFor();
});

test.runIf(runs)(
  'below Business API the menu item is missing, and the address says which plan has tokens',
  async () => {
    await page.goto(`${app.url}/settings`);
    await page.getByRole('combobox', { name: 'Plan' }).click();
    await page.getByRole('option', { name: 'business', exact: true }).click();
    await page.getByRole('button', { name: 'Change plan' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Change plan' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Integrations' }).click();
    await page.getByRole('menuitem', { name: 'OAuth Clients' }).waitFor();
    await page.getByRole('menuitem', { name: 'API Tokens' }).waitFor({ state: 'detached' });
    await page.goto(`${app.url}/tokens`);
    await page.getByText('API tokens come with the plan Business API').waitFor();
  },
);

test.runIf(runs)('a link that is pasted into the tab that asked for it is taken', async () => {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(`${app.url}/sign-in`);
  await tab.getByLabel('E-mail').fill('owner@example.org');
  await tab.getByRole('button', { name: 'Send' }).click();
  await tab.getByRole('heading', { name: 'The link is printed' }).waitFor();
  const printed = app.printed.filter((line) => line.includes('owner@example.org')).at(-1) ?? '';
  const [link = ''] = /http\S+#link=[\w-]+/.exec(printed) ?? [];
  await tab.goto(link);
  await tab.getByText('Your sign-in link is ready.').waitFor();
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await tab.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await context.close();
});

test.runIf(runs)('the browser had nothing to complain about, the content security policy included', () => {
  expect(complaints).toEqual([]);
});
