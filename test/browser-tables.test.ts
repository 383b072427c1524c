import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, expectNarrow } from './axe.ts';
import { browserRuns } from './browser.ts';
import { type Dashboard, openDashboard } from './dashboard.ts';

const runs = browserRuns();
let d: Dashboard;
beforeAll(async () => {
  if (!runs) return;
  d = await openDashboard();
  await d.call('POST', '/memory/entries', { content: 'Press the button twice.', memory_type: 'procedural' });
});
afterAll(() => d?.stop());

describe.runIf(runs)('a table wider than the screen', () => {
  test('says on which side there is more, and nothing where all of it is shown', async () => {
    const { page } = d;
    await d.open('/audit');
    const table = page.getByRole('region', { name: 'Audit log' });
    const edges = () =>
      table.evaluate(({ dataset }) => ({ before: 'moreBefore' in dataset, after: 'moreAfter' in dataset }));
    await expect.poll(edges).toEqual({ before: false, after: false });
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(edges).toEqual({ before: false, after: true });
    await expectAccessible(page, 'a table with more behind its edge');
    await expectNarrow(page, 'a table with more behind its edge');
    await table.evaluate((element) => element.scrollTo({ left: 40 }));
    await expect.poll(edges).toEqual({ before: true, after: true });
    await table.evaluate((element) => element.scrollTo({ left: element.scrollWidth }));
    await expect.poll(edges).toEqual({ before: true, after: false });
    await page.setViewportSize({ width: 1280, height: 900 });
    await expect.poll(edges).toEqual({ before: false, after: false });
  });
});

describe.runIf(runs)('the type of a memory', () => {
  test('is named in the chosen language', async () => {
    const { page } = d;
    await d.setLanguage('de');
    await d.open('/memories');
    await page.getByRole('article').getByText('prozedural', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Press the button twice.' }).click();
    await page.getByText('prozedural', { exact: true }).waitFor();
    await d.setLanguage('en');
    await d.open('/memories');
    await page.getByRole('article').getByText('procedural', { exact: true }).waitFor();
  });
});
