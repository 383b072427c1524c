import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, expectNarrow } from './axe.ts';
import { browserRuns } from './browser.ts';
import { type Dashboard, openDashboard } from './dashboard.ts';

const runs = browserRuns();
let d: Dashboard;
beforeAll(async () => {
  if (!runs) return;
  d = await openDashboard();
});
afterAll(() => d?.stop());

const file = (name: string, text: string | Buffer, mimeType = 'text/markdown') => ({
  name,
  mimeType,
  buffer: Buffer.from(text),
});
const choose = (...files: ReturnType<typeof file>[]) =>
  d.page.locator('input[type=file]').first().setInputFiles(files);
const uploads = () => d.page.getByRole('region', { name: 'Uploads' });
const upload = (name: string) => uploads().getByRole('listitem').filter({ hasText: name });
const listed = (title: string) =>
  d.page.getByRole('region', { name: 'Documents' }).getByRole('row', { name: title });

const manual = [
  '# Manual',
  'How to run it.',
  '## Start',
  'Press the green button.',
  '## Stop',
  'Press the red one.',
];

describe.runIf(runs)('documents', () => {
  test('are chosen, each with its progress and what became of it', async () => {
    const { page } = d;
    await d.open('/documents');
    await page.getByText('No documents yet.').waitFor();
    await expectAccessible(page, 'no documents');
    await choose(
      file('manual.md', manual.join('\n\n')),
      file('notes.txt', 'The lift is slow.', 'text/plain'),
    );
    await upload('manual').getByText('stored', { exact: true }).waitFor();
    await upload('notes').getByText('stored', { exact: true }).waitFor();
    await listed('manual').waitFor();
    await choose(file('manual.md', manual.join('\n\n')));
    await uploads().getByText('was there already, unchanged').waitFor();
    await choose(file('manual.md', `${manual.join('\n\n')}\n\n## Repair\n\nCall us.`));
    await uploads().getByText('has replaced the earlier version').waitFor();
    await expectAccessible(page, 'uploads');
    await expectNarrow(page, 'uploads');
    await page.getByRole('button', { name: 'Clear the list' }).click();
    await uploads().waitFor({ state: 'detached' });
  });

  test('while a file is on its way it says how much has left, then that it is read', async () => {
    const { page } = d;
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route('**/api/v1/documents', async (route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue();
    });
    await choose(file('slow.md', 'Slow but sure. '.repeat(60_000)));
    await upload('slow').getByRole('progressbar').waitFor({ state: 'attached' });
    await upload('slow')
      .getByText(/% sent|processing/)
      .waitFor();
    await expectAccessible(page, 'an upload under way');
    // Another page is looked at meanwhile.
    await page.getByRole('navigation').getByRole('link', { name: 'Graph' }).click();
    await d.heading('Graph');
    goOn();
    await page.getByRole('navigation').getByRole('link', { name: 'Documents' }).click();
    await upload('slow').getByText('stored', { exact: true }).waitFor();
    await page.unroute('**/api/v1/documents');
  });

  test('that are refused say why, one by one, and nothing of them is stored', async () => {
    const { page } = d;
    await d.open('/documents');
    const key = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
    await choose(
      file('broken.pdf', '%PDF-1.7 and no more', 'application/pdf'),
      file('picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]), 'image/png'),
      file('secret.md', `Here it is:\n${key}`),
      file('empty.txt', '', 'text/plain'),
      file('huge.txt', Buffer.alloc(11 * 1024 * 1024, 'a'), 'text/plain'),
      file('fine.md', 'This one is fine.'),
    );
    await upload('fine').getByText('stored', { exact: true }).waitFor();
    for (const name of ['broken.pdf', 'picture.png', 'secret.md', 'empty.txt', 'huge.txt'])
      await upload(name).getByText('not stored').waitFor();
    await upload('huge.txt').getByText('A file holds at most 10 MB. Split it.').waitFor();
    expect(await upload('secret.md').textContent()).toMatch(/secret/i);
    expect(await uploads().textContent()).not.toContain(key);
    await expectAccessible(page, 'refused uploads');
    await expectNarrow(page, 'refused uploads');
    const { items } = await d.call('GET', '/documents');
    expect(items.map(({ title }: { title: string }) => title).sort()).toEqual([
      'fine',
      'manual',
      'notes',
      'slow',
    ]);
    expect(d.complaints.filter((line) => !/status of 4\d\d/.test(line))).toEqual([]);
    d.complaints.length = 0;
  });

  test('an upload that breaks off can be tried again', async () => {
    const { page } = d;
    await d.open('/documents');
    await page.route('**/api/v1/documents', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await choose(file('again.md', 'Second time lucky.'));
    await upload('again.md').getByText('The connection broke off. Nothing was stored.').waitFor();
    await page.unroute('**/api/v1/documents');
    await page.getByRole('button', { name: 'Try again: again.md' }).click();
    await upload('again').getByText('stored', { exact: true }).waitFor();
    d.complaints.length = 0;
  });

  test('are dropped onto the page', async () => {
    const { page } = d;
    await d.open('/documents');
    const dropped = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['Dropped from above.'], 'dropped.md', { type: 'text/markdown' }));
      return transfer;
    });
    const zone = page.getByRole('region', { name: 'Drop files here, or choose them' });
    await zone.dispatchEvent('dragover', { dataTransfer: dropped });
    await zone.dispatchEvent('drop', { dataTransfer: dropped });
    await upload('dropped').getByText('stored', { exact: true }).waitFor();
  });

  test('are found by title, paged, and read chunk by chunk under their headings', async () => {
    const { page } = d;
    for (let n = 0; n < 55; n += 1)
      await d.call('POST', '/documents', { title: `Protocol ${n}`, content: `Meeting number ${n}` });
    await d.open('/documents');
    await listed('Protocol 54').waitFor();
    expect(await listed('manual').count()).toBe(0);
    await page.getByRole('button', { name: 'Load more' }).click();
    await listed('manual').waitFor();
    await page.getByLabel('Find by title').fill('MANU');
    await listed('Protocol 54').waitFor({ state: 'detached' });
    await expectAccessible(page, 'found by title');
    await expectNarrow(page, 'documents');
    await listed('manual').getByRole('link').click();
    await d.heading('manual');
    const chunks = page.getByRole('region', { name: 'Chunks' }).getByRole('article');
    await expect.poll(() => chunks.count()).toBe(4);
    expect(await chunks.nth(1).textContent()).toMatch(/Manual › Start.*Press the green button/s);
    await expectAccessible(page, 'a document');
    await expectNarrow(page, 'a document');
  });

  test('are replaced by a file, and erased after a question', async () => {
    const { page } = d;
    await d.open('/documents?q=manual');
    await listed('manual').getByRole('link').click();
    await d.heading('manual');
    await choose(file('other-name.md', 'There is one button left.'));
    await uploads().getByText('has replaced the earlier version').waitFor();
    await page.getByRole('region', { name: 'Chunks' }).getByText('There is one button left.').waitFor();
    await d.heading('manual');
    await page.getByRole('button', { name: 'Erase' }).click();
    await page.getByRole('dialog').getByText('gone for good').waitFor();
    await expectAccessible(page, 'erase a document');
    await page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click();
    await d.heading('Documents');
    await page.getByText('Protocol 54').waitFor();
    expect((await d.call('GET', '/documents?title=manual')).items).toEqual([]);
  });

  test('by keyboard: Tab reaches the button, Enter asks for files', async () => {
    const { page } = d;
    await d.open('/documents');
    const input = page.locator('input[type=file]').first();
    const opened = input.evaluate(
      (element) =>
        new Promise<boolean>((resolve) => {
          element.addEventListener('click', (event) => {
            event.preventDefault(); // no dialog of the system may stay open
            resolve(true);
          });
        }),
    );
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    for (let step = 0; step < 30 && (await focused()) !== 'Choose files'; step += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await opened).toBe(true);
    expect(await input.getAttribute('multiple')).not.toBe(null);
  });
});

test.runIf(runs)('documents have no English left in German', async () => {
  await d.setLanguage('de');
  const { items } = await d.call('GET', '/documents?query=fine');
  for (const [path, title] of [
    ['/documents', 'Dokumente'],
    [`/documents/${items[0].id}`, 'fine'],
  ] as const) {
    await d.open(path);
    await d.heading(title);
    const text = await d.page.locator('#root').textContent();
    expect(text).not.toMatch(
      /\b(Drop|Choose|Documents|Title|Size|Chunk|Chunks|Replace|Erase|Back|changed)\b/,
    );
    await expectNarrow(d.page, path);
  }
  await d.open('/documents');
  await choose(file('broken.pdf', '%PDF-1.7 and no more', 'application/pdf'));
  await d.page.getByText('nicht gespeichert').waitFor();
  d.complaints.length = 0;
});

test.runIf(runs)('the browser had nothing to complain about, the content security policy included', () => {
  expect(d.complaints).toEqual([]);
});
