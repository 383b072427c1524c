import { type CallerId, callerIds, planNames, plans, toCaller } from '@knowmind/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, expectNarrow } from './axe.ts';
import { browserRuns } from './browser.ts';
import { type Dashboard, openDashboard } from './dashboard.ts';

const names: [userAgent: string | null, CallerId | undefined][] = [
  ['Claude-User', 'claude-ai'],
  ['openai-mcp/1.0.0', 'chatgpt'],
  ['claude-code/2.0.1 (cli)', 'claude-code'],
  ['knowmind-mcp/0.1.0 (claude-code)', 'claude-code'],
  ['knowmind-mcp/0.1.0 (claude-ai)', 'claude-desktop'],
  ['knowmind-mcp/0.1.0 (cursor-vscode)', 'cursor'],
  ['knowmind-mcp/0.1.0 (Visual Studio Code)', 'vscode'],
  ['knowmind-mcp/0.1.0 (windsurf-client)', 'windsurf'],
  ['knowmind-mcp/0.1.0 (Zed)', 'zed'],
  ['knowmind-mcp/0.1.0 (antigravity)', 'antigravity'],
  ['knowmind-mcp/0.1.0 (JetBrains-IU)', 'jetbrains'],
  ['knowmind-mcp/0.1.0 (gemini-cli-mcp-client)', 'gemini'],
  ['knowmind-mcp/0.1.0 (codex-mcp-client)', 'codex'],
  ['curl/8.5.0', 'own'],
  ['node', 'own'],
  ['unrealized/1', 'own'],
  ['knowmind-mcp/0.1.0', undefined],
  ['knowmind-mcp/0.1.0 (something new)', undefined],
  ['knowmind-cli/0.1.0', undefined],
  ['Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', undefined],
  ['', undefined],
  [null, undefined],
];

describe('which program a user agent names', () => {
  test.each(names)('%s is %s', (userAgent, caller) => {
    expect(toCaller(userAgent)).toBe(caller);
  });
  test('there is a name for every client of the page', () => {
    expect(new Set(names.flatMap(([, caller]) => caller ?? []))).toEqual(new Set(callerIds));
  });
});

const runs = browserRuns();
const titles: Record<CallerId, string> = {
  'claude-ai': 'Claude.ai',
  chatgpt: 'ChatGPT',
  'claude-code': 'Claude Code',
  'claude-desktop': 'Claude Desktop',
  cursor: 'Cursor',
  vscode: 'VS Code',
  windsurf: 'Windsurf',
  zed: 'Zed',
  jetbrains: 'JetBrains',
  antigravity: 'Antigravity',
  gemini: 'Gemini CLI',
  codex: 'Codex CLI',
  own: 'Your own program',
};
let dashboard: Dashboard;
let token: string;
beforeAll(async () => {
  if (!runs) return;
  dashboard = await openDashboard();
  ({ token } = await dashboard.call('POST', '/tokens', { name: 'Client', scopes: ['read'] }));
});
afterAll(() => dashboard?.stop());

const item = (id: CallerId) => {
  const { page } = dashboard;
  return page.locator('.mantine-Accordion-item').filter({ has: page.locator(`[data-client="${id}"]`) });
};
const light = (id: CallerId, state: 'on' | 'off') => item(id).locator(`[data-light="${state}"]`);
const openPage = async () => {
  await dashboard.open('/connect');
  await dashboard.heading('Connect');
};
const show = async (id: CallerId) => {
  const control = item(id).getByRole('button', { name: titles[id] }).first();
  if ((await control.getAttribute('aria-expanded')) !== 'true') await control.click();
};

/** A call of a tool, as that program makes it. */
async function callTool(userAgent: string, bearer = token): Promise<number> {
  const params = { name: 'knowmind_get_stats', arguments: {} };
  const response = await fetch(`${dashboard.app.url}/api/mcp/v1`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${bearer}`,
      'content-type': 'application/json',
      'user-agent': userAgent,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  });
  return response.status;
}

describe.runIf(runs)('Connect', () => {
  test('a light turns green with the first call of that client, and no other does', async () => {
    await openPage();
    for (const id of callerIds) await light(id, 'off').getByText('waiting for the first call').waitFor();
    expect(await callTool('knowmind-mcp/0.1.0 (cursor-vscode)')).toBe(200);
    await light('cursor', 'on').waitFor();
    expect(await light('cursor', 'on').textContent()).toMatch(/^connected, first call at .*\d/);
    expect(await dashboard.page.locator('[data-light="on"]').count()).toBe(1);
    expect(await dashboard.page.getByRole('status').allTextContents()).toContain('Cursor is connected.');
  });
  test('a refused call lights nothing', async () => {
    expect(await callTool('codex', `kmt_${'a1B2'.repeat(12)}`)).toBe(401);
    expect(await callTool('knowmind-mcp/0.1.0 (Zed)')).toBe(200);
    await light('zed', 'on').waitFor();
    await light('codex', 'off').waitFor();
  });
  test('what called before is green at once when the page opens', async () => {
    await openPage();
    await light('cursor', 'on').waitFor();
    await light('windsurf', 'off').waitFor();
  });
  test('every client has its steps with the address of this server, and no text holds a token', async () => {
    await openPage();
    for (const id of callerIds) {
      await show(id);
      const codes = await item(id).locator('pre').allTextContents();
      expect(codes.join('\n'), id).toContain(dashboard.app.url);
      expect(codes.join('\n'), id).not.toMatch(/kmt_[A-Za-z0-9]/);
      expect(
        await item(id)
          .getByRole('button', { name: /^Copy: / })
          .count(),
        id,
      ).toBe(codes.length);
      await show(id);
    }
  });
  test('what is copied is what is shown', async () => {
    const { page, app } = dashboard;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: app.url });
    await show('cursor');
    await item('cursor').getByRole('button', { name: 'Copy: Write knowmind into' }).click();
    await item('cursor').getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('knowmind install cursor');
  });
  test('where the browser forbids copying, the text is selected', async () => {
    const { page } = dashboard;
    await openPage();
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await show('zed');
    await item('zed').getByRole('button', { name: 'Copy: Write knowmind into' }).click();
    await page.getByText('does not allow copying here').waitFor();
    expect(await page.evaluate(() => String(getSelection()))).toBe('knowmind install zed');
  });
  test('clients of OAuth say that this address is not public', async () => {
    await openPage();
    for (const id of ['claude-ai', 'chatgpt'] as const) {
      await show(id);
      await item(id).getByText('needs a public address with https').waitFor();
    }
  });
  test('by keyboard alone: a client is opened and its first block copied', async () => {
    const { page } = dashboard;
    await openPage();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    for (let step = 0; step < 40 && !(await focused()).startsWith('Codex CLI'); step += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await item('codex').locator('pre').first().waitFor();
    await page.keyboard.press('Tab'); // the link to the tokens
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await item('codex').getByRole('button', { name: 'Copied' }).waitFor();
  });
  test('breaks no rule of accessibility, nor the width of a phone, in both languages', async () => {
    const { page, setLanguage } = dashboard;
    for (const language of ['en', 'de'] as const) {
      await setLanguage(language);
      await dashboard.open('/connect');
      await dashboard.heading(language === 'en' ? 'Connect' : 'Verbinden');
      await light('cursor', 'on').waitFor();
      await expectAccessible(page, `connect, ${language}`);
      for (const id of ['claude-ai', 'vscode', 'claude-desktop', 'own'] as const) {
        await item(id).getByRole('button').first().click();
        await item(id).locator('pre').first().waitFor();
        await expectAccessible(page, `${id}, ${language}`);
        await expectNarrow(page, `${id}, ${language}`);
      }
    }
    await setLanguage('en');
  });
  test('a plan without tokens is told so, and still has the page', async () => {
    const plan = planNames.find((name) => !plans[name].tokens) ?? 'private';
    const { page, call } = dashboard;
    await call('PUT', '/plan', { plan });
    await openPage();
    await show('cursor');
    await item('cursor').getByText('API tokens need the plan Business API or above').waitFor();
    await page.getByRole('button', { name: 'Integrations' }).click();
    await page.getByRole('menuitem', { name: 'Connect' }).waitFor();
    await call('PUT', '/plan', { plan: 'enterprise' });
  });
  test('the browser complained about nothing', () => {
    expect(dashboard.complaints).toEqual([]);
  });
});
