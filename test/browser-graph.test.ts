import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, expectNarrow } from './axe.ts';
import { browserRuns } from './browser.ts';
import { type Dashboard, openDashboard } from './dashboard.ts';

const runs = browserRuns();
const hostile = '"><img src=x onerror=alert(1)>';
let d: Dashboard;
let ids: Record<string, string>;
beforeAll(async () => {
  if (!runs) return;
  d = await openDashboard();
  const entity = async (name: string, entity_class: string, more = {}) =>
    (await d.call('PUT', '/graph/entities', { name, entity_class, ...more })).id;
  const link = (from_id: string, predicate: string, to_id: string) =>
    d.call('POST', '/graph/relations', { from_id, predicate, to_id });
  const anna = await entity('Anna Schmidt', 'Person', {
    aliases: ['Annie'],
    description: 'Head of support.',
  });
  const globex = await entity('Globex', 'Organization');
  const portal = await entity('Portal', 'Application');
  const blue = await entity('portal-blue', 'Container');
  const web = await entity('web-01', 'Host');
  const odd = await entity(hostile, 'Topic');
  await link(anna, 'CLIENT_OF', globex);
  await link(portal, 'DEPLOYED_TO', blue);
  await link(blue, 'HOSTED_ON', web);
  const memory = (await d.call('POST', '/memory/entries', { content: 'The contract is kept by [[Globex]].' }))
    .id;
  const relations = [{ predicate: 'ABOUT', object: odd }];
  await d.call('POST', '/memory/entries', { content: 'Nobody likes odd names.', relations });
  ids = { anna, globex, portal, blue, web, odd, memory };
});
afterAll(() => d?.stop());

const node = (name: string | RegExp) => d.page.locator('.graph-picture').getByRole('link', { name });
const row = (text: RegExp) =>
  d.page.getByRole('region', { name: 'As a table' }).getByRole('row', { name: text });
const middle = (name: string) => d.page.getByRole('heading', { name, level: 2 }).waitFor();
const address = () => new URL(d.page.url()).searchParams;
const find = async (label: string, text: string, option: RegExp) => {
  await d.page.getByRole('combobox', { name: label }).fill(text);
  await d.page.getByRole('option', { name: option }).click();
};

describe.runIf(runs)('the graph', () => {
  test('begins with a search, by the beginning of a name, an alias, or the words of a memory', async () => {
    const { page } = d;
    await d.open('/graph');
    await page.getByRole('table', { name: 'Entities' }).getByRole('link', { name: 'web-01' }).waitFor();
    await expectAccessible(page, 'entities');
    await expectNarrow(page, 'entities');
    await find('Find an entity or a memory', 'annie', /Anna Schmidt/);
    await middle('Anna Schmidt');
    await page.getByText('Head of support.').waitFor();
    expect(address().get('id')).toBe(ids.anna);
    await find('Find an entity or a memory', 'contract', /The contract is kept/);
    await middle('The contract is kept by [[Globex]].');
    await page.getByRole('combobox', { name: 'Find an entity or a memory' }).fill('zzzz');
    await page.getByText('Nothing of that name.').waitFor();
  });

  test('is a picture and a table of the same; a click puts a node in the middle, Back takes it back', async () => {
    const { page } = d;
    await d.open(`/graph?id=${ids.globex}`);
    await node('Anna Schmidt (Person)').waitFor();
    await row(/Anna Schmidt Person is a client of Globex/).waitFor();
    await expectAccessible(page, 'graph');
    await expectNarrow(page, 'graph');
    await node(/^Anna Schmidt/).click();
    await middle('Anna Schmidt');
    expect(address().get('id')).toBe(ids.anna);
    await page.goBack();
    await middle('Globex');
    await row(/The contract is kept/)
      .getByRole('link', { name: /contract/ })
      .click();
    await page.getByRole('link', { name: 'Open the memory' }).click();
    await d.heading(/The contract is kept/);
    const relations = page.getByRole('region', { name: 'Relations' });
    await relations.getByRole('link', { name: 'Globex' }).waitFor();
    await relations.getByRole('link', { name: 'Show in the graph' }).click();
    await middle('The contract is kept by [[Globex]].');
  });

  test('reaches further hop by hop, shows derived edges, and is filtered by class and relation', async () => {
    const { page } = d;
    await d.open(`/graph?id=${ids.portal}`);
    await row(/Portal Application runs on follows from others web-01 Host/).waitFor();
    await d.open(`/graph?id=${ids.anna}`);
    await row(/is a client of/).waitFor();
    expect(await row(/mentions/).count()).toBe(0);
    await page.getByText('2', { exact: true }).click();
    await row(/mentions/).waitFor();
    expect(address().get('hops')).toBe('2');
    await d.open(`/graph?id=${ids.portal}`);
    await page.getByRole('combobox', { name: 'Classes' }).click();
    await page.getByRole('option', { name: 'Host' }).click();
    await node(/^portal-blue/).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await expect
      .poll(() => page.getByRole('region', { name: 'As a table' }).getByRole('row').count())
      .toBe(2);
    await page.reload();
    await row(/runs on/).waitFor();
    expect(await node(/^portal-blue/).count()).toBe(0);
    await page.getByRole('combobox', { name: 'Relations' }).click();
    await page.getByRole('option', { name: 'is deployed to' }).click();
    await page.getByText('The filters leave nothing but the node itself.').waitFor();
  });

  test('is walked by keyboard', async () => {
    const { page } = d;
    await d.open(`/graph?id=${ids.globex}`);
    await node(/^Globex/).focus();
    const focused = () => page.evaluate(() => document.activeElement?.id.replace('node-', ''));
    for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
      await page.keyboard.press(key);
      if ((await focused()) !== ids.globex) break;
    }
    const next = await focused();
    expect([ids.anna, ids.memory]).toContain(next);
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`id=${next}`));
    expect(await focused()).toBe(next);
  });

  test('an entity is made and linked, of the relations only those are offered that fit; then it is removed', async () => {
    const { page } = d;
    await d.open('/graph');
    await page.getByRole('button', { name: 'New entity' }).click();
    const form = page.getByRole('dialog', { name: 'New entity' });
    await form.getByRole('textbox', { name: 'Name' }).fill('Ben Okafor');
    await form.getByRole('combobox', { name: 'Class' }).fill('Pers');
    await page.getByRole('option', { name: 'Person', exact: true }).click();
    await expectAccessible(page, 'new entity');
    await expectNarrow(page, 'new entity');
    await form.getByRole('button', { name: 'Save' }).click();
    await middle('Ben Okafor');
    await page.getByText('Nothing is linked to this yet.').waitFor();
    await page.getByRole('button', { name: 'Add a relation' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a relation' });
    await find('To which entity or memory', 'portal-b', /portal-blue/);
    await dialog.getByText('No relation of the catalogue fits between Ben Okafor and portal-blue.').waitFor();
    await find('To which entity or memory', 'Glob', /Globex/);
    await dialog.getByRole('combobox', { name: 'Relation' }).click();
    const offered = await page.getByRole('option').allTextContents();
    expect(offered).toContain('works for');
    expect(offered).not.toContain('runs on');
    await page.getByRole('option', { name: 'works for' }).click();
    await expectAccessible(page, 'add a relation');
    await expectNarrow(page, 'add a relation');
    await dialog.getByRole('button', { name: 'Add a relation' }).click();
    await row(/Ben Okafor Person works for Globex/).waitFor();
    await page.getByRole('button', { name: 'Remove: Ben Okafor works for Globex' }).click();
    await page.getByRole('dialog').getByText('What they connect stays.').waitFor();
    await expectAccessible(page, 'remove a relation');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Nothing is linked to this yet.').waitFor();
  });

  test('what the system and the rules wrote cannot be removed by hand', async () => {
    await d.open(`/graph?id=${ids.memory}`);
    const mention = row(/mentions by the system Globex/);
    await mention.waitFor();
    expect(await mention.getByRole('button').count()).toBe(0);
    await d.open(`/graph?id=${ids.web}`);
    await row(/runs on/).waitFor();
    expect(
      await row(/runs on/)
        .getByRole('button')
        .count(),
    ).toBe(0);
    expect(
      await row(/is hosted on/)
        .getByRole('button')
        .count(),
    ).toBe(1);
  });

  test('a node that is not there, a wrong address and a hostile name do no harm', async () => {
    const { page } = d;
    await d.open(`/graph?id=${ids.odd}&hops=9&classes=%5B%22Nonsense%22%5D&predicates=7`);
    await middle(hostile);
    await row(/Nobody likes/).waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(d.complaints).toEqual([]);
    for (const id of [crypto.randomUUID(), 'nonsense']) {
      await d.open(`/graph?id=${id}`);
      await page.getByRole('alert').getByText('That did not work').waitFor();
      await page.getByRole('combobox', { name: 'Find an entity or a memory' }).waitFor();
    }
    // The browser itself notes answers of 404 and 400.
    d.complaints.length = 0;
  });

  test('of a node with 120 neighbours the nearest are shown, and that there are more', async () => {
    const { page } = d;
    const hub = (await d.call('PUT', '/graph/entities', { name: 'Hub', entity_class: 'Topic' })).id;
    const relations = [{ predicate: 'ABOUT', object: hub }];
    for (let n = 0; n < 120; n += 1)
      await d.call('POST', '/memory/entries', { content: `Spoke number ${n}`, relations });
    await d.open(`/graph?id=${hub}&hops=3`);
    await page.getByText('More lies here than is shown: the nearest 80 nodes.').waitFor();
    await expect.poll(() => d.page.locator('.graph-picture .node').count()).toBe(80);
    await expect
      .poll(() => page.getByRole('region', { name: 'As a table' }).getByRole('row').count())
      .toBe(31);
    await page.getByRole('button', { name: 'Load more' }).click();
    await expect
      .poll(() => page.getByRole('region', { name: 'As a table' }).getByRole('row').count())
      .toBe(61);
    await page.getByRole('button', { name: 'Show everything' }).click();
    await expectNarrow(page, 'a large neighbourhood');
  });
});

test.runIf(runs)('the graph has no English left in German', async () => {
  await d.setLanguage('de');
  for (const path of ['/graph', `/graph?id=${ids.anna}&hops=2`]) {
    await d.open(path);
    await d.heading('Graph');
    const text = await d.page.locator('#root').textContent();
    expect(text).not.toMatch(
      /\b(Find|Person of|From|To|Relation|New|Class|client|mentions|Remove|Zoom|All)\b/,
    );
    await expectNarrow(d.page, path);
  }
  await d.page.getByText('ist Kunde von').first().waitFor();
});

test.runIf(runs)('the browser had nothing to complain about, the content security policy included', () => {
  expect(d.complaints).toEqual([]);
});
