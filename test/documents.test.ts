import { beforeEach, describe, expect, test } from 'vitest';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await createTenant(await sharedApp());
});
const documents = '/api/v1/documents';
const upload = (body: unknown) => tenant.call('POST', documents, body);
const chunksOf = async (id: string) =>
  (await tenant.call('GET', `${documents}/${id}/chunks?limit=100`)).body.items;

const guide = [
  '# Guide',
  'How the house works.',
  '## Heating',
  'The boiler stands in the cellar.',
  '## Garden',
  '### Trees',
  'The pear tree is pruned in March.',
].join('\n\n');

describe('upload', () => {
  test('cuts a document at its headings; it is listed and read with its text', async () => {
    const { status, body } = await upload({ title: 'House', content: guide, source: 'house.md' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      title: 'House',
      source: 'house.md',
      unchanged: false,
      replaced: false,
      chunks: 3,
    });
    expect((await tenant.call('GET', `${documents}/${body.id}`)).body.content).toBe(guide);
    const { unchanged: _u, replaced: _r, embeddingProvider: _e, ...shape } = body;
    expect((await tenant.call('GET', documents)).body).toEqual({ items: [shape], nextCursor: null });
    const chunks = await chunksOf(body.id);
    expect(chunks.map(({ headingPath }: { headingPath: string[] }) => headingPath)).toEqual([
      ['Guide'],
      ['Guide', 'Heating'],
      ['Guide', 'Garden', 'Trees'],
    ]);
    expect(chunks[1].content).toBe('## Heating\n\nThe boiler stands in the cellar.');
  });

  test('of the same title replaces the document under its id; the same content is unchanged', async () => {
    const first = (await upload({ title: 'House', content: guide })).body;
    expect((await upload({ title: 'House', content: `${guide}\r\n` })).body).toMatchObject({
      id: first.id,
      unchanged: true,
    });
    const next = (await upload({ title: 'House', content: 'The house was sold.' })).body;
    expect(next).toMatchObject({ id: first.id, unchanged: false, replaced: true, chunks: 1 });
    expect((await chunksOf(first.id)).map(({ content }: { content: string }) => content)).toEqual([
      'The house was sold.',
    ]);
  });
});

describe('erase', () => {
  test('takes the document with its chunks', async () => {
    const { body } = await upload({ title: 'House', content: guide });
    expect((await tenant.call('DELETE', `${documents}/${body.id}`)).body).toEqual({ ok: true });
    expect((await tenant.call('GET', `${documents}/${body.id}`)).status).toBe(404);
    expect((await tenant.call('DELETE', `${documents}/${body.id}`)).status).toBe(404);
  });
});
