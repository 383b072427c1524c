import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as axe from './axe.ts';
import { browserRuns, launchBrowser } from './browser.ts';
import { startTestApp, type TestApp } from './harness.ts';

const runs = browserRuns();

let app: TestApp;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  if (!runs) return;
  app = await startTestApp();
  browser = await launchBrowser();
  context = await browser.newContext({ locale: 'en-GB' });
  page = await context.newPage();
  await page.goto(`${app.url}/sign-in#setup=${app.services.setUp.secret}`);
  await expectAccessible('set up');
  await page.getByLabel('E-mail').fill('owner@example.org');
  await page.getByLabel('Workspace name').fill('Acme');
  await page.getByRole('button', { name: 'Create' }).click();
  await heading('Overview');
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor();

const expectAccessible = (what: string) => axe.expectAccessible(page, what);
const expectNarrow = (what: string) => axe.expectNarrow(page, what);

const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

/** Moves on with Tab until the element of that text has the focus. */
async function tabTo(text: string): Promise<void> {
  for (let step = 0; step < 40; step += 1) {
    if ((await focused()) === text) return;
    await press('Tab');
  }
  throw new Error(`Tab never reached "${text}".`);
}

describe.runIf(runs)('by keyboard alone', () => {
  test('a token is created, read once and closed; the focus returns to where it was', async () => {
    await page.goto(`${app.url}/tokens`);
    await heading('API Tokens');
    await page.getByText('No tokens yet').waitFor();
    await tabTo('New token');
    await press('Enter');
    await page.getByRole('dialog', { name: 'New token' }).waitFor();
    await page.keyboard.type('Build');
    await press('Enter');
    await page.getByRole('dialog', { name: 'Your new token' }).waitFor();
    const secret = await page.getByTestId('secret').textContent();
    expect(secret).toMatch(/^kmt_/);
    await expectAccessible('the token shown once');
    await tabTo('Close');
    await press('Enter');
    await page.getByTestId('secret').waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /Build/ }).waitFor();
    expect(await page.content()).not.toContain(secret);
  });
  test('a token is revoked, after a look at what would break', async () => {
    await tabTo('Revoke');
    await press('Enter');
    const dialog = page.getByRole('dialog', { name: /Revoke: Build/ });
    await dialog.getByText('No calls in the last 30 days').waitFor();
    await expectAccessible('revoke');
    await dialog.getByRole('button', { name: 'Revoke' }).focus();
    await press('Enter');
    await page.getByRole('row', { name: /Build.*revoked/ }).waitFor();
  });
  test('the content is reached past the navigation', async () => {
    await page.goto(`${app.url}/memories`);
    await heading('Memories');
    await press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  });
});

describe.runIf(runs)('no screen breaks the rules of accessibility, nor the width of a phone', () => {
  test('tokens and their dialogs', async () => {
    await page.goto(`${app.url}/tokens`);
    await heading('API Tokens');
    await expectAccessible('tokens');
    await expectNarrow('tokens');
    await page.getByRole('button', { name: 'New token' }).click();
    const dialog = page.getByRole('dialog', { name: 'New token' });
    await dialog.getByLabel('Name').fill('Second');
    await expectAccessible('new token');
    await expectNarrow('new token');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByTestId('secret').waitFor();
    await expectNarrow('the token shown once');
    // A slip does not lose the token: longer than a dialog takes to close, it is still there.
    await press('Escape');
    await page.waitForTimeout(500);
    const shown = page.getByRole('dialog', { name: 'Your new token' });
    expect(await shown.getByTestId('secret').isVisible()).toBe(true);
    await shown.getByRole('button', { name: 'Close' }).last().press('Enter');
    await shown.waitFor({ state: 'detached' });
    for (const act of ['Edit', 'Rotate']) {
      await page.getByRole('button', { name: 'Actions: Second' }).click();
      await page.getByRole('menuitem', { name: act }).click();
      await page.getByRole('dialog', { name: new RegExp(act) }).waitFor();
      await expectAccessible(act);
      await press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });
  test('memories', async () => {
    await page.goto(`${app.url}/memories`);
    await heading('Memories');
    await expectAccessible('no memories');
    await page.getByRole('button', { name: 'Store a memory' }).click();
    await page.getByLabel('Content').fill(`The contract ends on 31 March. ${'x'.repeat(200)}`);
    await expectAccessible('store');
    await expectNarrow('store');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByLabel('Search the memory').fill('contract');
    await page.locator('mark').first().waitFor();
    await expectAccessible('hits');
    await expectNarrow('hits');
    await page
      .getByRole('link', { name: /contract/i })
      .first()
      .click();
    await heading(/contract/i);
    await expectAccessible('a memory');
    await expectNarrow('a memory');
    await page.locator('.mantine-Notification-root').first().waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Update this fact' }).click();
    await page.getByLabel('Content').fill('The contract ends on 30 June.');
    await page.getByLabel('Why it changed').fill('It was extended.');
    await expectAccessible('supersede');
    await expectNarrow('supersede');
    await page.getByRole('button', { name: 'Save' }).click();
    await heading(/30 June/);
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('It was extended.').waitFor();
    await page.locator('.mantine-Notification-root').first().waitFor({ state: 'hidden' });
    await expectAccessible('history');
    await expectNarrow('history');
    await history.getByRole('link', { name: /31 March/ }).click();
    await page.getByRole('link', { name: 'See what holds now' }).waitFor();
    expect(await page.getByRole('button', { name: 'Update this fact' }).count()).toBe(0);
    await expectAccessible('an ended memory');
    await page.getByRole('button', { name: 'Erase' }).click();
    await expectAccessible('erase');
    await page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click();
    await heading('Memories');
    await page.getByText('30 June').first().waitFor();
    await page.getByLabel('Search the memory').fill('March');
    await page.getByText('Nothing found for this.').waitFor();
  });
  test.each(['audit', 'settings', 'nothing-here'])('%s', async (path) => {
    await page.goto(`${app.url}/${path}`);
    await heading(/./);
    await page.waitForLoadState('networkidle');
    await expectAccessible(path);
    await expectNarrow(path);
  });
  test('removing a member and changing the plan ask first', async () => {
    await page.goto(`${app.url}/settings`);
    await page.getByLabel('E-mail').fill('guest@example.org');
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByRole('button', { name: 'Remove: guest@example.org' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('stops working').waitFor();
    await expectAccessible('remove');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('guest@example.org').waitFor();
    await page.getByRole('button', { name: 'Remove: guest@example.org' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('guest@example.org').waitFor({ state: 'detached' });
  });
});

describe.runIf(runs)('in German', () => {
  test.each([
    ['memories', 'Erinnerungen'],
    ['tokens', 'API-Token'],
    ['audit', 'Audit-Log'],
    ['settings', 'Einstellungen'],
  ])('%s has no English left', async (path, title) => {
    await page.evaluate(() => localStorage.setItem('knowmind-language', 'de'));
    await page.goto(`${app.url}/${path}`);
    await heading(title);
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    const text = await page.locator('#root').textContent();
    expect(text).not.toMatch(/\b(the|Search|Store|Settings|Create|Filter by|Language|Plan change|Scopes)\b/);
    await expectNarrow(path);
  });
});

test.runIf(runs)('what the server refuses is said in German too, and nothing of it is lost', async () => {
  await page.goto(`${app.url}/memories`);
  await page.getByRole('button', { name: 'Erinnerung speichern' }).click();
  await page.getByLabel('Inhalt').fill(`Der Token ist kmt_${'A'.repeat(48)}`);
  await page.getByRole('button', { name: 'Speichern', exact: true }).click();
  const alert = page.getByRole('alert');
  await alert.getByText('Der Text scheint ein Geheimnis zu enthalten.').waitFor();
  expect(await alert.textContent()).toContain('at line 1, column 15');
});

test.runIf(runs)('a session that ended elsewhere leads to the sign-in page', async () => {
  await page.evaluate(() => localStorage.setItem('knowmind-language', 'en'));
  await page.goto(`${app.url}/tokens`);
  await heading('API Tokens');
  await context.clearCookies();
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Too late');
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/sign-in/);
  await heading(/./);
  await expectAccessible('sign-in');
  await expectNarrow('sign-in');
});
