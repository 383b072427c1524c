import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNarrow } from './axe.ts';
import { browserRuns } from './browser.ts';
import { type Dashboard, openDashboard } from './dashboard.ts';
import { type ModelServer, startModelServer } from './model-server.ts';

const runs = browserRuns();
let model: ModelServer;
let d: Dashboard;
beforeAll(async () => {
  if (!runs) return;
  model = await startModelServer();
  d = await openDashboard({
    KNOWMIND_EMBEDDING_PROVIDER: 'openai',
    KNOWMIND_EMBEDDING_URL: model.url,
    KNOWMIND_EMBEDDING_MODEL: 'tiny',
  });
});
afterAll(async () => {
  await d?.stop();
  await model?.stop();
});

test.runIf(runs)(
  'the overview tells how far texts have vectors, and what the model says when it fails',
  async () => {
    const { page } = d;
    model.behave('broken');
    await d.call('POST', '/memory/entries', { content: 'The automobile is red.' });
    const progress = async () => (await d.call('GET', '/stats')).embedding;
    await expect.poll(async () => (await progress()).lastError, { timeout: 30_000 }).toBeTruthy();
    const { lastError } = await progress();
    await d.open('/');
    const vectors = page.getByRole('region', { name: 'Vectors' });
    await vectors.getByText('0 of 1 texts have a vector of tiny').waitFor();
    await vectors.getByText(lastError).waitFor();
    await expectAccessible(page, 'vectors');
    model.behave('fine');
    await d.call('POST', '/memory/entries', { content: 'The house is blue.' });
    await expect.poll(async () => (await progress()).state, { timeout: 60_000, interval: 500 }).toBe('done');
    await page.reload();
    await vectors.getByText('2 of 2 texts have a vector of tiny').waitFor();
    await vectors.getByText('complete').waitFor();
    expect(await vectors.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('100');
    await expectNarrow(page, 'vectors');
  },
);

test.runIf(runs)('a hit by meaning says so', async () => {
  const { page } = d;
  await d.open('/memories?q=wagen');
  const hit = page.getByRole('article').filter({ hasText: 'automobile' });
  await hit.getByText('Why was this found?').click();
  await hit.getByText('By its meaning, as number 1').waitFor();
});

test.runIf(runs)('while the model is down, hits by words come with a word about it', async () => {
  const { page } = d;
  model.behave('broken');
  await d.open('/memories?q=house');
  await page.getByText('The embedding model did not answer').waitFor();
  await page.getByRole('article').filter({ hasText: 'house' }).waitFor();
});
