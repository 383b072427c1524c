import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTenant, startTestApp, type Tenant, type TestApp } from './harness.ts';
import { dimensions, hashedVector, type ModelServer, startModelServer } from './model-server.ts';

const documents = '/api/v1/documents';
let tenant: Tenant;
const upload = (body: unknown) => tenant.call('POST', documents, body);
const recall = async (query: string) =>
  (await tenant.call('POST', '/api/v1/memory/recall', { query })).body.items;
const progress = async () => (await tenant.call('GET', '/api/v1/stats')).body.embedding;

describe('with a model', () => {
  let server: ModelServer;
  let app: TestApp;
  beforeAll(async () => {
    server = await startModelServer();
    app = await startTestApp({
      KNOWMIND_EMBEDDING_PROVIDER: 'openai',
      KNOWMIND_EMBEDDING_URL: server.url,
      KNOWMIND_EMBEDDING_MODEL: 'hashed',
      KNOWMIND_EMBEDDING_MIN_SIMILARITY: '0.3',
    });
  });
  afterAll(async () => {
    await app.stop();
    await server.stop();
  });
  beforeEach(async (context) => {
    if (!app.services.vectors) context.skip();
    tenant = await createTenant(app);
  });
  const embedded = () =>
    vi.waitFor(async () => expect((await progress()).state).toBe('done'), { timeout: 15_000 });

  test('chunks are embedded in the background, with title and headings, and found by meaning', async () => {
    const { body } = await upload({ title: 'Garage', content: '# Parking\n\nOur automobile' });
    expect(body.embeddingProvider).toBe('openai');
    await embedded();
    expect(await progress()).toMatchObject({ done: 1, total: 1 });
    expect(server.texts()).toContain('Garage › Parking\n# Parking\n\nOur automobile');
    const [hit] = await recall('car');
    expect(hit).toMatchObject({ document_id: body.id, why: [{ stage: 'vector', rank: 1 }] });
  });

  test('a replaced document loses its old vectors, an erased one all', async () => {
    const { body } = await upload({ title: 'Garage', content: 'Our automobile' });
    await embedded();
    expect(await recall('car')).toHaveLength(1);
    await upload({ title: 'Garage', content: 'Nothing but bicycles.' });
    await embedded();
    expect(await recall('car')).toEqual([]);
    expect(await progress()).toMatchObject({ done: 1, total: 1 });
    await tenant.call('DELETE', `${documents}/${body.id}`);
    expect(await progress()).toMatchObject({ done: 0, total: 0 });
  });

  test('a client\u2019s own chunks and vectors are kept as they are', async () => {
    const before = server.texts().length;
    const { body } = await upload({
      title: 'Two halves',
      content: 'Whole text',
      embeddingModel: 'hashed',
      chunks: [
        { content: 'First part', headingPath: ['Parking'], embedding: hashedVector('zeppelin') },
        { content: 'Second part', embedding: hashedVector('doctor') },
      ],
    });
    expect(body).toMatchObject({ chunks: 2, embeddingProvider: 'client' });
    await embedded();
    // A database that other tests use as well has their texts embedded here too.
    const since = server.texts().slice(before);
    expect(since.filter((text) => text.includes('Two halves'))).toEqual([]);
    const [hit] = await recall('zeppelin');
    expect(hit).toMatchObject({ content: 'First part', heading_path: ['Parking'] });
  });

  test('vectors of another model or size are refused, and nothing is stored', async () => {
    const chunk = { content: 'x', embedding: hashedVector('x') };
    const other = await upload({ title: 'A', content: 'x', embeddingModel: 'e5', chunks: [chunk] });
    expect(other.status).toBe(400);
    expect(other.body.error.details[0]).toMatchObject({
      path: 'embeddingModel',
      message: expect.stringContaining('hashed'),
    });
    await upload({ title: 'A', content: 'x', chunks: [chunk] });
    const short = { content: 'y', embedding: [1, 2, 3] };
    const wrong = await upload({ title: 'B', content: 'y', chunks: [short] });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.message).toContain(`3 numbers; those of hashed have ${dimensions}`);
    expect(wrong.body.error.details[0].path).toBe('chunks.0.embedding');
    const flat = { content: 'z', embedding: new Array(dimensions).fill(0) };
    expect((await upload({ title: 'C', content: 'z', chunks: [flat] })).status).toBe(400);
    expect((await tenant.call('GET', '/api/v1/stats')).body.documents).toBe(1);
  });
});

describe('without a model', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    tenant = await createTenant(app);
  });

  test('a client\u2019s vectors have 1,024 numbers and the name of their model', async () => {
    const chunks = [{ content: 'x', embedding: new Array(1024).fill(0.5) }];
    expect((await upload({ title: 'A', content: 'x', chunks })).body.error.details[0].path).toBe(
      'embeddingModel',
    );
    const few = [{ content: 'x', embedding: [0.5, 0.5] }];
    const refused = await upload({ title: 'A', content: 'x', embeddingModel: 'e5', chunks: few });
    expect(refused.body.error.details[0].message).toContain('1024');
    const { status, body } = await upload({ title: 'A', content: 'x', embeddingModel: 'e5', chunks });
    expect(status).toBe(201);
    expect(body.embeddingProvider).toBe(app.services.vectors ? 'client' : 'none');
  });

  test.each([
    ['more than single precision holds', 1e39, 'chunks.0.embedding.0'],
    ['far less than single precision holds', -1.7e308, 'chunks.0.embedding.0'],
    ['what is 0 in single precision', 1e-60, 'chunks.0.embedding'],
    ['what is 0 when it is squared', 1e-30, 'chunks.0.embedding'],
    ['what is infinite when it is squared', 3e38, 'chunks.0.embedding'],
    ['a text', '1', 'chunks.0.embedding.0'],
  ])('a vector of %s is refused', async (_, number, path) => {
    const chunks = [{ content: 'x', embedding: new Array(1024).fill(number) }];
    const { status, body } = await upload({ title: 'A', content: 'x', embeddingModel: 'e5', chunks });
    expect(status).toBe(400);
    expect(body.error.details[0].path).toBe(path);
    expect((await tenant.call('GET', '/api/v1/stats')).body.documents).toBe(0);
  });

  test('a short vector is as good as its direction', async () => {
    const chunks = [{ content: 'x', embedding: new Array(1024).fill(1e-9) }];
    expect((await upload({ title: 'A', content: 'x', embeddingModel: 'e5', chunks })).status).toBe(201);
  });
});
