import { sql } from 'kysely';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { uploadDocument } from '../packages/server/src/document/index.ts';
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

  test('the list is searched by part of the title, whose signs mean themselves', async () => {
    for (const title of ['House rules', 'Boat_house 100%', 'Übersicht', 'Garden'])
      await upload({ title, content: title });
    const find = async (query: string) =>
      (await tenant.call('GET', `${documents}?query=${encodeURIComponent(query)}`)).body.items.map(
        (item: { title: string }) => item.title,
      );
    expect(await find('house')).toEqual(['Boat_house 100%', 'House rules']);
    expect(await find('100%')).toEqual(['Boat_house 100%']);
    expect(await find('%')).toEqual(['Boat_house 100%']);
    expect(await find('t_h')).toEqual(['Boat_house 100%']);
    expect(await find('\\')).toEqual([]);
    expect(await find('u\u0308bersicht')).toEqual(['Übersicht']);
    expect(await find("'; DROP TABLE document;--")).toEqual([]);
    for (const wrong of ['', ' ', 'x'.repeat(201)]) {
      const refused = await tenant.call('GET', `${documents}?query=${encodeURIComponent(wrong)}`);
      expect(refused.status).toBe(400);
      expect(refused.body.error.details[0].path).toBe('query');
    }
    const stranger = await createTenant(await sharedApp());
    expect((await stranger.call('GET', `${documents}?query=house`)).body.items).toEqual([]);
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

test('a document that is renamed while a file for it is read keeps its new title, and the file is refused', async () => {
  const { id } = (await upload({ title: 'Old name', content: 'One.' })).body;
  const { services } = tenant.app;
  const entry = { action: '' };
  const ctx = { services, caller: tenant.owner, now: new Date(), entry, cookies: new Map(), afterCommit: [] };
  const bytes = new TextEncoder().encode('Two.');
  const file = { name: 'two.md', type: 'text/markdown', bytes };
  const save = await uploadDocument.prepare(ctx, { replaceDocumentId: id, file, relations: [] });
  await upload({ title: 'New name', content: 'Three.', replaceDocumentId: id });
  await upload({ title: 'Old name', content: 'Another.' });
  const { actor, workspace } = tenant.owner;
  if (!actor || !workspace) throw new Error('an owner acts in a workspace');
  const saving = inWorkspace(services.db, workspace.id, (tx) => save({ ...ctx, tx, actor, workspace }));
  await expect(saving).rejects.toMatchObject({
    code: 'conflict',
    message: 'The document was renamed at this moment, to "New name". Try again.',
  });
  expect((await tenant.call('GET', `${documents}/${id}`)).body).toMatchObject({
    title: 'New name',
    content: 'Three.',
  });
});

test('many chunks at once are counted for the planner, by an upload and by an import', async () => {
  const { services } = tenant.app;
  const background = vi.spyOn(services, 'background');
  const chunksOf = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ content: `Pump ${n} was checked.`, headingPath: [] }));
  const content = (count: number) =>
    chunksOf(count)
      .map((chunk) => chunk.content)
      .join('\n\n');
  await upload({ title: 'Few', content: content(499), chunks: chunksOf(499) });
  expect(background).not.toHaveBeenCalled();
  await upload({ title: 'Many', content: content(500), chunks: chunksOf(500) });
  expect(background).toHaveBeenCalledTimes(1);
  const archive = await tenant.call('GET', '/api/v1/workspace/export');
  const records = archive.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === 'document');
  const other = await createTenant(tenant.app);
  expect((await other.call('POST', '/api/v1/workspace/import', { records })).status).toBe(200);
  expect(background).toHaveBeenCalledTimes(2);
  await services.settle();
  background.mockRestore();
});

test('chunks are listed from one on, page by page; from one of another document or workspace, none', async () => {
  const long = (title: string) =>
    upload({ title, content: Array.from({ length: 9 }, (_, n) => `# Part ${n}\n\nword${n}x`).join('\n\n') });
  const { body } = await long('Long');
  const other = (await long('Other')).body;
  const all: { id: string; position: number }[] = await chunksOf(body.id);
  const from = (id: string | undefined, more = '') =>
    tenant.call('GET', `${documents}/${body.id}/chunks?limit=2&from=${id}${more}`);
  const first = (await from(all[5]?.id)).body;
  expect(first.items.map(({ position }: { position: number }) => position)).toEqual([5, 6]);
  const next = (await from(all[5]?.id, `&cursor=${first.nextCursor}`)).body;
  expect(next.items.map(({ position }: { position: number }) => position)).toEqual([7, 8]);
  expect(next.nextCursor).toBeNull();
  const strange = (await chunksOf(other.id))[5].id;
  for (const id of [strange, body.id]) expect((await from(id)).status).toBe(404);
  expect((await from('first')).status).toBe(400);
  const elsewhere = await createTenant(tenant.app);
  const theirs = await elsewhere.call('POST', documents, { title: 'Theirs', content: 'Text.' });
  const [chunk] = (await elsewhere.call('GET', `${documents}/${theirs.body.id}/chunks`)).body.items;
  expect((await from(chunk.id)).status).toBe(404);
});

test('a long document has all its chunks, each with the words of the one before and the one after', async () => {
  const sections = Array.from({ length: 230 }, (_, n) => `# Part\n\nword${n}x`);
  const { body } = await upload({ title: 'Long', content: sections.join('\n\n') });
  expect(body.chunks).toBe(230);
  const { db } = tenant.app.services;
  const { rows } = await inWorkspace(db, tenant.workspaceId, (tx) =>
    sql<{ position: number; words: number[] }>`
      SELECT position, ARRAY(SELECT (regexp_match(lexeme, '^word(\\d+)x$'))[1]::int FROM unnest(terms)
        WHERE lexeme ~ '^word' ORDER BY 1) AS words FROM chunk ORDER BY position`.execute(tx),
  );
  expect(rows).toEqual(
    sections.map((_, n) => ({
      position: n,
      words: [n - 1, n, n + 1].filter((each) => each >= 0 && each < 230),
    })),
  );
});

describe('erase', () => {
  test('takes the document with its chunks', async () => {
    const { body } = await upload({ title: 'House', content: guide });
    expect((await tenant.call('DELETE', `${documents}/${body.id}`)).body).toEqual({ ok: true });
    expect((await tenant.call('GET', `${documents}/${body.id}`)).status).toBe(404);
    expect((await tenant.call('DELETE', `${documents}/${body.id}`)).status).toBe(404);
  });
});

const recall = async (query: string, more = {}) =>
  (await tenant.call('POST', '/api/v1/memory/recall', { query, ...more })).body.items;
/** Paragraphs of about 300 tokens: no two share a chunk. */
const long = (word: string) => `${word} ${'lorem ipsum dolor sit amet consetetur. '.repeat(30)}`.trim();

describe('recall', () => {
  test('finds a chunk by its text, and shows which document and headings it stands under', async () => {
    const { body } = await upload({ title: 'House', content: guide, source: 'house.md' });
    const [hit, ...others] = await recall('boiler');
    expect(others).toEqual([]);
    expect(hit).toMatchObject({
      memory_id: null,
      document_id: body.id,
      chunk_id: (await chunksOf(body.id))[1].id,
      title: 'House',
      heading_path: ['Guide', 'Heating'],
      content: '## Heating\n\nThe boiler stands in the cellar.',
      source: 'house.md',
      tags: [],
      memory_type: 'reference',
      valid_to: null,
      metadata: { source_id: 'house.md', name: 'House', title: 'House' },
    });
    expect(hit.why[0]).toMatchObject({ stage: 'lexical', rank: 1, terms: ['boiler'] });
  });

  test('finds a chunk by title and headings, which its own text does not hold', async () => {
    const content = `# Manual\n\n## Dishwasher\n\n${long('salt')}\n\n${long('rinse')}\n\n${long('filter')}`;
    const { body } = await upload({ title: 'Kitchen appliances', content });
    const chunks = await chunksOf(body.id);
    expect(chunks.length).toBeGreaterThan(2);
    const [hit] = await recall('dishwasher filter');
    expect(hit.chunk_id).toBe(chunks.at(-1).id);
    expect(hit.heading_path).toEqual(['Manual', 'Dishwasher']);
    expect(
      (await recall('kitchen appliances')).map((each: { document_id: string }) => each.document_id),
    ).toEqual([body.id]);
  });

  test('gives one hit a document, with the neighbouring chunk that was found too, said once where they overlap', async () => {
    const content = `${long('walrus one.')}\n\n${long('walrus two.')}\n\n${long('other three.')}\n\n${long('other four.')}`;
    const { body } = await upload({ title: 'Zoo', content });
    const hits = await recall('walrus');
    expect(hits).toHaveLength(1);
    expect(hits[0].document_id).toBe(body.id);
    expect(hits[0].content).toContain('walrus one');
    expect(hits[0].content).toContain('walrus two');
    expect(content.startsWith(hits[0].content)).toBe(true);
  });

  test('a chunk is found by the words of the one beside it, after that one', async () => {
    const content = `# A\n\n${long('submarine')}\n\n# B\n\n${long('periscope')}\n\n# C\n\n${long('harbour')}`;
    const { body } = await upload({ title: 'Navy', content });
    const [first, second] = await chunksOf(body.id);
    expect((await recall('submarine periscope'))[0].chunk_id).toBe(second.id);
    expect((await recall('submarine'))[0].chunk_id).toBe(first.id);
  });

  test('filters: documents count as reference, have a source and a time, and neither tags nor domain', async () => {
    const { body } = await upload({ title: 'House', content: guide, source: 'house.md' });
    const found = async (more: object) => (await recall('boiler', more)).length;
    expect(await found({ memory_type: 'reference' })).toBe(1);
    expect(await found({ memory_type: 'semantic' })).toBe(0);
    expect(await found({ source: 'house.md' })).toBe(1);
    expect(await found({ source: 'other.md' })).toBe(0);
    expect(await found({ tags: ['house'] })).toBe(0);
    expect(await found({ domain: 'home' })).toBe(0);
    expect(await found({ as_of: '2020-01-01T00:00:00Z' })).toBe(0);
    await tenant.call('DELETE', `${documents}/${body.id}`);
    expect(await found({})).toBe(0);
  });

  test('a long document with the word in its title leaves room for others that hold it', async () => {
    const sections = Array.from({ length: 400 }, (_, n) => `# Falcon ${n}\n\nThe falcon, part ${n}.`);
    const long = (await upload({ title: 'Falcon manual', content: sections.join('\n\n') })).body;
    const short = (
      await upload({ title: 'Birds', content: `One of them is the falcon. ${'Others fly too. '.repeat(40)}` })
    ).body;
    const note = await tenant.call('POST', '/api/v1/memory/entries', { content: 'We saw one falcon today.' });
    const hits = await recall('falcon', { k: 25 });
    expect(
      hits.map((hit: { document_id: string; memory_id: string }) => hit.document_id ?? hit.memory_id).sort(),
    ).toEqual([long.id, short.id, note.body.id].sort());
  });

  test('is found at once among many memories, whose words were counted before there was any document', async () => {
    const entries = Array.from({ length: 100 }, (_, n) => ({ content: `Boiler ${n} was repaired.` }));
    for (const place of ['north', 'south', 'west'])
      await tenant.call('POST', '/api/v1/memory/batch', {
        entries: entries.map(({ content }) => ({ content: `${content} It stands ${place}.` })),
      });
    expect(await recall('periscope')).toEqual([]);
    const { body } = await upload({
      title: 'Boats',
      content: 'A boat has a periscope. Its boiler is small.',
    });
    expect((await recall('periscope'))[0].document_id).toBe(body.id);
    const hits = await recall('the boiler of the boat', { k: 25 });
    expect(hits.map((hit: { document_id: string }) => hit.document_id)).toContain(body.id);
  });

  test('leaves a memory to be found at once, though words were counted when there were documents alone', async () => {
    const chunks = Array.from({ length: 250 }, (_, n) => ({
      content: `Boiler ${n} was repaired.`,
      headingPath: [],
    }));
    await upload({ title: 'Log', content: chunks.map(({ content }) => content).join('\n\n'), chunks });
    expect((await recall('boiler 7'))[0].document_id).toBeTruthy();
    const { body } = await tenant.call('POST', '/api/v1/memory/entries', {
      content: 'A boat has a periscope.',
    });
    expect((await recall('periscope'))[0].memory_id).toBe(body.id);
  });

  test('of so many chunks that hold every word of the question, some are looked at, and the memories all the same', async () => {
    const chunks = Array.from({ length: 1500 }, (_, n) => ({
      content: `Falcon pump ${n} was checked.`,
      headingPath: [],
    }));
    const long = await upload({
      title: 'Log',
      content: chunks.map(({ content }) => content).join('\n\n'),
      chunks,
    });
    expect(long.status).toBe(201);
    const note = await tenant.call('POST', '/api/v1/memory/entries', {
      content: 'The pump Falcon stands in hall nine.',
    });
    const hits = await recall('falcon pump', { k: 25 });
    expect(
      hits.map((hit: { document_id: string; memory_id: string }) => hit.document_id ?? hit.memory_id).sort(),
    ).toEqual([long.body.id, note.body.id].sort());
    expect((await recall('falcon hall nine'))[0].memory_id).toBe(note.body.id);
  });

  describe('where thousands of chunks hold a common word', () => {
    const cutAs = (texts: string[]) => ({
      content: texts.join('\n\n'),
      chunks: texts.map((content) => ({ content, headingPath: [] })),
    });
    const log = (count: number, toText: (n: number) => string) =>
      upload({ title: 'Log', ...cutAs(Array.from({ length: count }, (_, n) => toText(n))) });

    test('the one that holds a rare word as well comes first', async () => {
      await log(3000, (n) =>
        n % 997 === 996 ? `The falcon saw periscope ${n}.` : `Falcon ${n} was checked.`,
      );
      for (const query of ['periscope falcon', 'falcon periscope'])
        expect((await recall(query))[0].content).toContain('periscope');
    });

    test('a small document with a rare word comes before', async () => {
      const boats = await upload({
        title: 'Boats',
        ...cutAs(['A falcon has a periscope.', 'Something else.']),
      });
      await log(2500, (n) => `Falcon ${n} was checked.`);
      expect((await recall('falcon periscope'))[0].document_id).toBe(boats.body.id);
    });

    test('neither memories nor documents crowd the others out', async () => {
      for (const round of [0, 1, 2])
        await tenant.call('POST', '/api/v1/memory/batch', {
          entries: Array.from({ length: 100 }, (_, n) => ({ content: `Pump ${round} of hall ${n} works.` })),
        });
      await log(1500, (n) => `Pump pump pump number ${n}.`);
      const hits = await recall('pump', { k: 25 });
      const documentsFound = hits.filter((hit: { document_id: string | null }) => hit.document_id !== null);
      expect(documentsFound).toHaveLength(1);
      expect(hits).toHaveLength(25);
    });
  });

  test('memories and passages stand in one list; another workspace sees neither', async () => {
    await upload({ title: 'House', content: guide });
    await tenant.call('POST', '/api/v1/memory/entries', { content: 'The boiler was repaired in May.' });
    const hits = await recall('boiler');
    expect(hits.map(({ memory_id }: { memory_id: string | null }) => memory_id === null).sort()).toEqual([
      false,
      true,
    ]);
    const stranger = await createTenant(await sharedApp());
    const seen = await stranger.call('POST', '/api/v1/memory/recall', { query: 'boiler' });
    expect(seen.body.items).toEqual([]);
  });
});

describe('the older path', () => {
  test('answers in its own field names, and replaces by title too', async () => {
    const send = (body: unknown, options = {}) => tenant.call('POST', '/api/documents', body, options);
    const { status, body } = await send({ title: 'House', content: guide });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      chunksWritten: 3,
      embeddingProvider: 'none',
      unchanged: false,
    });
    expect((await send({ title: 'House', content: guide })).body).toMatchObject({
      id: body.id,
      chunksWritten: 0,
      unchanged: true,
    });
    const replaced = (await send({ title: 'Home', content: 'Sold.', replaceDocumentId: body.id })).body;
    expect(replaced).toMatchObject({ id: body.id, chunksWritten: 1, unchanged: false });
    expect((await tenant.call('GET', `${documents}/${body.id}`)).body).toMatchObject({
      title: 'Home',
      content: 'Sold.',
    });
  });

  test('has errors that are a message, with the status and headers of any other', async () => {
    const send = (method: string, body: unknown, options = {}) =>
      tenant.call(method, '/api/documents', body, options);
    const message = { error: expect.any(String) };
    for (const [answer, status] of [
      [await send('POST', { title: 'x' }), 400],
      [await send('POST', { title: 'x', content: 'y' }, { token: null }), 401],
      [await send('POST', { title: 'x', content: 'y', replaceDocumentId: tenant.workspaceId }), 404],
      [await send('GET', undefined), 405],
      [await send('POST', '<a/>', { headers: { 'content-type': 'text/xml' } }), 415],
    ] as const) {
      expect(answer.status).toBe(status);
      expect(answer.body).toEqual(message);
    }
    const denied = await send('POST', {}, { token: null });
    expect(denied.headers.get('www-authenticate')).toBe('Bearer');
    const api = (await tenant.call('GET', '/api/openapi.json')).body;
    expect(api.paths['/api/documents'].post.responses.default.$ref).toMatch(/PlainError$/);
  });
});

test('statistics count documents, chunks, entities and each relation once', async () => {
  await upload({
    title: 'House',
    content: `${guide}\n\nBuilt by [[Globex]].`,
    relations: [{ predicate: 'ABOUT', object: 'Houses' }],
  });
  expect((await tenant.call('GET', '/api/v1/stats')).body).toMatchObject({
    memories: 0,
    documents: 1,
    chunks: 3,
    entities: 2,
    relations: 2,
  });
});
