import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { request, startTestApp, type TestApp } from './harness.ts';

export type Dashboard = {
  app: TestApp;
  page: Page;
  /** What the browser complained about, the content security policy included. */
  complaints: string[];
  /** Calls the API as the same workspace, and gives the answer's body. */
  // biome-ignore lint/suspicious/noExplicitAny: what the answers hold is what the tests are about
  call(method: string, path: string, body?: unknown): Promise<any>;
  open(path: string): Promise<void>;
  heading(name: string | RegExp): Promise<void>;
  setLanguage(language: 'de' | 'en'): Promise<void>;
  stop(): Promise<void>;
};

/** A server of its own with an owner who is signed in with a browser. */
export async function openDashboard(env: Record<string, string> = {}): Promise<Dashboard> {
  const app = await startTestApp(env);
  const browser = await launchBrowser();
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor();
  await page.goto(`${app.url}/sign-in#setup=${app.services.setUp.secret}`);
  await page.getByLabel('E-mail').fill('owner@example.org');
  await page.getByLabel('Workspace name').fill('Acme');
  await page.getByRole('button', { name: 'Create' }).click();
  await heading('Overview');
  const cookies = await context.cookies();
  const headers = {
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
    origin: app.url,
  };
  return {
    app,
    page,
    complaints,
    call: async (method, path, body) => (await request(app, method, `/api/v1${path}`, body, headers)).body,
    open: async (path) => {
      await page.goto(app.url + path);
      await page.waitForLoadState('networkidle');
    },
    heading,
    setLanguage: (language) =>
      page.evaluate((value) => localStorage.setItem('knowmind-language', value), language),
    stop: async () => {
      await browser.close();
      await app.stop();
    },
  };
}
