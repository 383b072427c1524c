import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, expectNarrow } from './axe.ts';
import { browserRuns } from './browser.ts';
import { type Dashboard, openDashboard } from './dashboard.ts';

const runs = browserRuns();
let d: Dashboard;
beforeAll(async () => {
  if (!runs) return;
  d = await openDashboard();
  const store = (content: string, more = {}) => d.call('POST', '/memory/entries', { content, ...more });
  await store('The lease of the office ends in May.', { tags: ['lease'], source: 'mail', domain: 'office' });
  await store('The lease of the car ends in June.', {
    tags: ['lease', 'car'],
    memory_type: 'procedural',
    valid_from: '2024-01-01T00:00:00Z',
  });
  const old = await store('Parking costs 5 euros.', { valid_from: '2024-01-01T00:00:00Z' });
  await d.call('POST', `/memory/entries/${old.id}/supersede`, { content: 'Parking is free.' });
  for (let n = 0; n < 30; n += 1) await store(`Minutes number ${n}`);
  await d.call('POST', '/documents', { title: 'Handbook', content: '# Garage\n\nThe lift carries 3 tons.' });
});
afterAll(() => d?.stop());

const shown = (text: string) => d.page.getByRole('article').filter({ hasText: text });
const search = () => new URL(d.page.url()).searchParams;

describe.runIf(runs)('the overview', () => {
  test('counts, draws what each week brought with a table for screen readers, and shows what came last', async () => {
    const { page } = d;
    await d.open('/');
    await d.heading('Overview');
    const count = (name: string) =>
      page
        .locator('.count', { has: page.getByText(name, { exact: true }) })
        .getByRole('definition')
        .textContent();
    // One of them was superseded: it counts to what was stored, and no more to what is true.
    expect(await count('Memories')).toBe('33');
    expect(await count('Documents')).toBe('1');
    expect(await count('Chunks')).toBe('1');
    const weeks = page.getByRole('table', { name: 'Stored per week' }).getByRole('row');
    await expect.poll(() => weeks.count()).toBe(13);
    expect(await weeks.last().getByRole('cell').textContent()).toBe('34');
    await shown('Minutes number 29').waitFor();
    await expectAccessible(page, 'overview');
    await expectNarrow(page, 'overview');
  });
});

describe.runIf(runs)('memories', () => {
  test('are filtered, the address keeps it, and Back takes a filter back', async () => {
    const { page } = d;
    await d.open('/memories');
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('combobox', { name: 'Tags, all of them' }).fill('lease');
    await page.keyboard.press('Enter');
    await shown('lease of the car').waitFor();
    await shown('Minutes').first().waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Type' }).click();
    await page.getByRole('option', { name: 'procedural' }).click();
    await shown('lease of the office').waitFor({ state: 'detached' });
    expect(search().get('type')).toBe('procedural');
    await page.getByRole('button', { name: 'Filters (2)' }).waitFor();
    await expectAccessible(page, 'filters');
    await expectNarrow(page, 'filters');
    await page.reload();
    await shown('lease of the car').waitFor();
    expect(await shown('lease of the office').count()).toBe(0);
    await page.goBack();
    await shown('lease of the office').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await shown('Minutes number 29').waitFor();
    await page.getByLabel('Source, exactly').fill('mail');
    await shown('Minutes').first().waitFor({ state: 'detached' });
    await page.getByLabel('Domain, exactly').fill('nowhere');
    await page.getByText('No memory matches these filters.').waitFor();
  });

  test('are loaded page by page', async () => {
    const { page } = d;
    await d.open('/memories');
    await expect.poll(() => page.getByRole('article').count()).toBe(25);
    await page.getByRole('button', { name: 'Load more' }).click();
    await shown('lease of the office').waitFor();
    await expect.poll(() => page.getByRole('article').count()).toBe(34);
  });

  test('are seen as they stood on a day, by recall and in the list', async () => {
    const { page } = d;
    await d.open('/memories?q=parking&on=2024-06-01');
    await shown('Parking costs 5 euros.').waitFor();
    expect(await shown('Parking is free.').count()).toBe(0);
    await page.getByText(/What was true at the end of .*2024/).waitFor();
    await expectAccessible(page, 'a past day');
    await page.getByRole('button', { name: 'Back to now' }).click();
    await shown('Parking is free.').waitFor();
    expect(search().get('on')).toBe(null);
    await page.getByLabel('Search the memory').fill('');
    await page.getByLabel('As it stood on').fill('2024-06-01');
    await shown('lease of the car').waitFor();
    await shown('Parking costs 5 euros.').waitFor();
    await expect.poll(() => page.getByRole('article').count()).toBe(2);
  });

  test('that ended are marked in the list', async () => {
    await d.open('/memories');
    await d.page.getByRole('button', { name: 'Load more' }).click();
    await shown('Parking costs 5 euros.').getByText('held until').waitFor();
    expect(await shown('Parking is free.').getByText('held until').count()).toBe(0);
  });

  test('tell why they were found, and a passage leads to its document', async () => {
    const { page } = d;
    await d.open('/memories?q=lift+garage');
    const hit = shown('The lift carries 3 tons.');
    await hit.getByText('Passage of a document').waitFor();
    await hit.getByText('Why was this found?').press('Enter');
    await hit.getByText(/By its words, as number 1: .*lift/).waitFor();
    await expectAccessible(page, 'why');
    await hit.getByRole('link').first().click();
    await d.heading('Handbook');
  });

  test('show where a long passage holds the words, and lead to it in its document', async () => {
    const { page } = d;
    const filler = (from: number) => Array.from({ length: 40 }, (_, n) => `Line ${from + n} says nothing.`);
    const sections = Array.from({ length: 30 }, (_, n) =>
      [
        `# Section ${n}`,
        ...filler(n * 100),
        ...(n === 27 ? ['The periscope of the Nautilus is bent.'] : []),
      ].join('\n\n'),
    );
    await d.call('POST', '/documents', { title: 'Logbook', content: sections.join('\n\n') });
    await d.open('/memories?q=bent+periscope');
    const hit = shown('The periscope of the Nautilus is bent.');
    await hit.locator('mark', { hasText: 'periscope' }).waitFor();
    await expectNarrow(page, 'an excerpt');
    await hit.getByRole('link').first().click();
    await d.heading('Logbook');
    const passage = page.getByRole('article').filter({ hasText: 'Nautilus' });
    await expect
      .poll(() => passage.evaluate((element) => element.getBoundingClientRect().top))
      .toBeLessThan(400);
    await passage.locator('mark', { hasText: 'periscope' }).waitFor();
    await page.getByText('Shown from the passage that was found.').waitFor();
    await expectAccessible(page, 'a passage');
    await expectNarrow(page, 'a passage');
    await page.getByRole('link', { name: 'Show from the beginning' }).click();
    await page.getByText('Section 0', { exact: true }).waitFor();
    expect(await passage.count()).toBe(0);
    await page.goBack();
    await passage.waitFor();
  });

  test('that are true later only say from when', async () => {
    const { page } = d;
    const { id } = await d.call('POST', '/memory/entries', {
      content: 'The lift will be green.',
      valid_from: '2199-01-01T00:00:00Z',
    });
    await d.open('/memories');
    await shown('The lift will be green.')
      .getByText(/^from .*2199/)
      .waitFor();
    await d.call('DELETE', `/memory/entries/${id}`);
    await page.reload();
  });

  test('edges that led to a hit are told in words', async () => {
    await d.call('POST', '/memory/entries', { content: 'The invoice goes to [[Globex]].' });
    await d.call('POST', '/memory/entries', { content: 'Deliveries of [[Globex]] arrive at the back door.' });
    await d.open('/memories?q=invoice');
    const reached = shown('arrive at the back door');
    await reached.getByText('Why was this found?').click();
    await reached.getByText(/By its relations, as number \d/).waitFor();
    expect(await reached.locator('.why li li').first().textContent()).toMatch(
      /invoice goes to.* mentions Globex$/,
    );
  });

  test('found without a model that is down say so', async () => {
    const { page } = d;
    await page.route('**/memory/recall', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), degraded: ['vector', 'rerank'] } });
    });
    await d.open('/memories?q=parking');
    await page.getByText('The embedding model did not answer').waitFor();
    await page.getByText('The reranking model did not answer').waitFor();
    await expectAccessible(page, 'degraded');
    await page.unroute('**/memory/recall');
  });

  test('an address that makes no sense shows everything; one that is refused says so', async () => {
    const { page } = d;
    await d.open('/memories?type=nonsense&tags=7&on=2024-13-45&source=%5B1%5D');
    await expect.poll(() => page.getByRole('article').count()).toBe(25);
    const hostile = '"><img src=x onerror=alert(1)>';
    await d.open(`/memories?q=${encodeURIComponent(hostile)}`);
    expect(await page.getByLabel('Search the memory').inputValue()).toBe(hostile);
    await d.open(`/memories?source=${'x'.repeat(501)}`);
    await page.getByRole('alert').getByText('That did not work').waitFor();
    // The browser itself notes an answer of 400.
    d.complaints.splice(
      0,
      d.complaints.length,
      ...d.complaints.filter((line) => !line.includes('status of 400')),
    );
  });

  test('a query that is a number, and Back to the list, keep the field and the address alike', async () => {
    const { page } = d;
    await d.open('/memories');
    await page.getByLabel('Search the memory').fill('2024');
    await page.waitForURL(/q=/);
    await page.reload();
    expect(await page.getByLabel('Search the memory').inputValue()).toBe('2024');
    await page.getByRole('navigation').getByRole('link', { name: 'Memories' }).click();
    await shown('Minutes number 29').waitFor();
    expect(await page.getByLabel('Search the memory').inputValue()).toBe('');
  });
});

describe.runIf(runs)('in German', () => {
  test.each([
    ['/', 'Überblick'],
    ['/memories?q=lease&on=2026-01-01', 'Erinnerungen'],
  ])('%s has no English left', async (path, title) => {
    await d.setLanguage('de');
    await d.open(path);
    await d.heading(title);
    const text = await d.page.locator('#root').textContent();
    expect(text).not.toMatch(/\b(Overview|Stored|Filters|Type|Source|Domain|Why|found|Back|true)\b/);
    await expectNarrow(d.page, path);
  });
});

test.runIf(runs)('the browser had nothing to complain about, the content security policy included', () => {
  expect(d.complaints).toEqual([]);
});
