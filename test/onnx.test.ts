import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { readConfig } from '../packages/server/src/config.ts';
import { createModels } from '../packages/server/src/model/index.ts';
import { createTenant, makeFolder, startTestApp, type TestApp } from './harness.ts';
import { leaveOut } from './requirements.ts';
import { writeTinyModel } from './tiny-model.ts';

const library = '@huggingface/transformers';
const installed = (() => {
  try {
    return Boolean(createRequire(import.meta.url).resolve(library));
  } catch {
    return leaveOut('models', `${library} is not installed`);
  }
})();
const environment = (model: string) => ({
  KNOWMIND_EMBEDDING_PROVIDER: 'onnx',
  KNOWMIND_EMBEDDING_MODEL: model,
  KNOWMIND_MODEL_TIMEOUT_MS: '20000',
});

test.skipIf(installed)('without the library the start says how to install it', () => {
  const { model } = readConfig({}, environment('some/model'));
  expect(() => createModels(model)).toThrow(`npm install --no-save ${library}`);
});

describe.skipIf(!installed)('a model on this machine', () => {
  let folder: string;
  beforeAll(() => {
    folder = writeTinyModel(makeFolder());
  });
  const open = (model: string, more: Record<string, string> = {}) =>
    createModels(readConfig({}, { ...environment(model), ...more }).model);

  test('gives vectors of length 1, alike for what means the same', async () => {
    const models = open(folder);
    const [contract, agreement, cat] = await Promise.all(
      ['The contract', 'agreement', 'cat'].map(models.embedQuery),
    );
    const cosine = (a: number[] = [], b: number[] = []) =>
      a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
    expect(cosine(contract, contract)).toBeCloseTo(1, 5);
    expect(cosine(contract, agreement)).toBeGreaterThan(0.95);
    expect(cosine(contract, cat)).toBeLessThan(0.1);
    await models.close();
  });
  test.each([
    [
      'is no model',
      (path: string) => writeFileSync(join(path, 'onnx/model.onnx'), 'no model'),
      'could not be run',
    ],
    [
      'has no tokenizer',
      (path: string) => writeFileSync(join(path, 'tokenizer.json'), '{'),
      'could not be run',
    ],
  ])('a folder that %s fails with a reason, and does not end the server', async (_, damage, reason) => {
    const broken = writeTinyModel(makeFolder());
    damage(broken);
    const models = open(broken);
    await expect(models.embedQuery('cat')).rejects.toThrow(reason);
    await models.close();
  });
  test('a vector of another length than configured, and an answer that comes too late, are refused', async () => {
    const narrow = open(folder, { KNOWMIND_EMBEDDING_DIMENSIONS: '384' });
    await expect(narrow.embedQuery('cat')).rejects.toThrow('384');
    await narrow.close();
    const hasty = open(folder, { KNOWMIND_MODEL_TIMEOUT_MS: '1' });
    await expect(hasty.embedQuery('cat')).rejects.toThrow('did not answer within 1 ms');
    await hasty.close();
  });
  test('embeds memories in the background and finds them by meaning', async (context) => {
    const app: TestApp = await startTestApp(environment(folder));
    try {
      if (!app.services.vectors) return context.skip();
      const tenant = await createTenant(app);
      const store = async (content: string) =>
        (await tenant.call('POST', '/api/v1/memory/entries', { content })).body.id;
      const id = await store('The agreement expires.');
      await store('Die Katze schläft.');
      await vi.waitFor(async () => {
        const { embedding } = (await tenant.call('GET', '/api/v1/stats')).body;
        expect(embedding).toMatchObject({ provider: 'onnx', state: 'done', done: 2 });
      }, 30_000);
      const { body } = await tenant.call('POST', '/api/v1/memory/recall', { query: 'Vertrag endet' });
      expect(body.items.map(({ memory_id }: { memory_id: string }) => memory_id)).toEqual([id]);
      expect(body.items[0].why).toMatchObject([{ stage: 'vector', rank: 1 }]);
    } finally {
      await app.stop();
    }
  });
});
