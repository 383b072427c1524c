import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await createTenant(await sharedApp());
});
const documents = '/api/v1/documents';
const upload = (body: unknown, options = {}) => tenant.call('POST', documents, body, options);
const get = async (path: string) => (await tenant.call('GET', path)).body;
const recall = async (query: string) =>
  (await tenant.call('POST', '/api/v1/memory/recall', { query })).body.items;
type Relation = { predicate: string; to: { id: string; name: string }; from: { type: string } };
const relations = async (id: string): Promise<string[]> =>
  (await get(`/api/v1/graph/relations?id=${id}`)).items
    .map(({ predicate, to }: Relation) => `${predicate} ${to.name}`)
    .sort();
const inTx = <T>(work: Parameters<typeof inWorkspace<T>>[2]) =>
  inWorkspace(tenant.app.services.db, tenant.workspaceId, work);

describe('refused, and nothing stored:', () => {
  const chunk = { content: 'x' };
  test.each<[string, object, number, string]>([
    ['no title', { content: 'x' }, 400, 'title'],
    ['an empty title', { title: ' ', content: 'x' }, 400, 'title'],
    ['a title of 501 characters', { title: 't'.repeat(501), content: 'x' }, 400, 'title'],
    ['a title that is no text', { title: 5, content: 'x' }, 400, 'title'],
    ['no content', { title: 'A' }, 400, 'content'],
    ['content that is no text', { title: 'A', content: ['x'] }, 400, 'content'],
    ['empty content', { title: 'A', content: ' \n ' }, 400, 'content'],
    ['nothing but a NUL', { title: 'A', content: '\u0000' }, 400, 'content'],
    ['an unknown field', { title: 'A', content: 'x', tags: ['a'] }, 400, 'tags'],
    ['no chunks in the list', { title: 'A', content: 'x', chunks: [] }, 400, 'chunks'],
    ['an empty chunk', { title: 'A', content: 'x', chunks: [{ content: ' ' }] }, 400, 'chunks.0.content'],
    [
      'a chunk with another field',
      { title: 'A', content: 'x', chunks: [{ ...chunk, text: 'y' }] },
      400,
      'chunks.0.text',
    ],
    [
      'an embedding of words',
      { title: 'A', content: 'x', chunks: [{ ...chunk, embedding: ['1'] }] },
      400,
      'chunks.0.embedding.0',
    ],
    ['a wrong id', { title: 'A', content: 'x', replaceDocumentId: 'first' }, 400, 'replaceDocumentId'],
    [
      'a wrong predicate',
      { title: 'A', content: 'x', relations: [{ predicate: 'EATS', object: 'B' }] },
      400,
      'relations.0.predicate',
    ],
  ])('%s', async (_, body, status, path) => {
    const answer = await upload(body);
    expect(answer.status).toBe(status);
    expect(answer.body.error.details[0].path).toBe(path);
    expect(await get('/api/v1/stats')).toMatchObject({ documents: 0, chunks: 0, entities: 0 });
  });

  test('a secret in the text, the title or a chunk, which is not repeated', async () => {
    const secret = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
    for (const body of [
      { title: 'A', content: `one\n${secret}` },
      { title: secret, content: 'x' },
      { title: 'A', content: 'x', source: secret },
      { title: 'A', content: 'x', chunks: [{ content: secret }] },
    ]) {
      const answer = await upload(body);
      expect(answer.status).toBe(422);
      expect(answer.body.error.code).toBe('looks_like_secret');
      expect(answer.text).not.toContain(secret);
    }
    expect((await get('/api/v1/stats')).documents).toBe(0);
  });

  test('with very many secrets, of which the answer tells twenty', async () => {
    const secret = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
    const chunks = Array.from({ length: 500 }, () => ({ content: `${secret}\n${secret}` }));
    for (const body of [{ content: `${secret}\n`.repeat(5000) }, { content: 'x', chunks }]) {
      const answer = await upload({ title: 'A', ...body });
      expect(answer.status).toBe(422);
      expect(answer.body.error.details).toHaveLength(20);
    }
  });

  test('eleven megabytes, and a chunk of more than 100 KB', async () => {
    const huge = await upload({ title: 'A', content: 'x'.repeat(11 * 1024 * 1024) });
    expect(huge.status).toBe(413);
    expect(huge.body.error.message).toContain('10 MB');
    const umlauts = await upload({ title: 'A', content: 'ü '.repeat(3.4 * 1024 * 1024) });
    expect(umlauts.status).toBe(413);
    expect(
      (await upload({ title: 'A', content: 'x', chunks: [{ content: 'x'.repeat(102_401) }] })).status,
    ).toBe(413);
  });

  test('the id, and the chunks, of another workspace', async () => {
    const { id } = (await upload({ title: 'A', content: 'secret plan' })).body;
    const other = await createTenant(await sharedApp());
    expect((await other.call('GET', `${documents}/${id}`)).status).toBe(404);
    expect((await other.call('GET', `${documents}/${id}/chunks`)).status).toBe(404);
    expect((await other.call('DELETE', `${documents}/${id}`)).status).toBe(404);
    const replaced = await other.call('POST', documents, { title: 'B', content: 'x', replaceDocumentId: id });
    expect(replaced.status).toBe(404);
    expect((await other.call('GET', `/api/v1/graph/neighborhood?id=${id}`)).status).toBe(404);
    expect((await other.call('GET', documents)).body.items).toEqual([]);
    expect((await get(`${documents}/${id}`)).content).toBe('secret plan');
  });
});

test('hostile text is stored, found and given back', async () => {
  const content = "# '); DROP TABLE chunk;--\n\nRobert \\ 🙂 'quoted' : & | ! \u202e \ud800 \u0000end";
  const { status, body } = await upload({ title: "O'Neil \\ % _", content });
  expect(status).toBe(201);
  expect((await recall('robert'))[0]).toMatchObject({ document_id: body.id, title: "O'Neil \\ % _" });
  expect((await get(`${documents}/${body.id}`)).content).toContain("'quoted' : & | !");
  expect((await get(`${documents}?title=${encodeURIComponent("O'Neil \\ % _")}`)).items).toHaveLength(1);
});

test('lists are paged, and a made-up cursor is refused', async () => {
  for (const title of ['A', 'B', 'C']) await upload({ title, content: `# x\n\none\n\n# y\n\ntwo ${title}` });
  const first = await get(`${documents}?limit=2`);
  const second = await get(`${documents}?limit=2&cursor=${first.nextCursor}`);
  const titles = [...first.items, ...second.items].map(({ title }: { title: string }) => title);
  expect(titles).toEqual(['C', 'B', 'A']);
  expect(second.nextCursor).toBeNull();
  const { id } = first.items[0];
  const page = await get(`${documents}/${id}/chunks?limit=1`);
  expect((await get(`${documents}/${id}/chunks?limit=1&cursor=${page.nextCursor}`)).items[0].position).toBe(
    1,
  );
  for (const cursor of ['abc', 'WyJ4Il0', Buffer.from('[99999999999]').toString('base64url')])
    for (const path of [documents, `${documents}/${id}/chunks`])
      expect((await tenant.call('GET', `${path}?cursor=${cursor}`)).status).toBe(400);
});

describe('replacing', () => {
  test('by id gives another title and text; a title that another document has is a conflict', async () => {
    const a = (await upload({ title: 'A', content: 'one' })).body;
    const b = (await upload({ title: 'B', content: 'two' })).body;
    const renamed = (await upload({ title: 'C', content: 'one', replaceDocumentId: a.id })).body;
    expect(renamed).toMatchObject({ id: a.id, title: 'C', replaced: true, unchanged: false });
    const taken = await upload({ title: 'B', content: 'three', replaceDocumentId: a.id });
    expect(taken.status).toBe(409);
    expect(taken.body.error).toMatchObject({ code: 'conflict', currentId: b.id });
    expect((await upload({ title: 'C', content: 'one', replaceDocumentId: a.id })).body.unchanged).toBe(true);
    expect((await get('/api/v1/stats')).documents).toBe(2);
  });

  test('the same text cut otherwise, or from another source, is not unchanged', async () => {
    const document = { title: 'A', content: 'one two' };
    await upload(document);
    const chunks = [{ content: 'one' }, { content: 'two' }];
    expect((await upload({ ...document, chunks })).body).toMatchObject({ unchanged: false, chunks: 2 });
    expect((await upload({ ...document, chunks })).body).toMatchObject({ unchanged: true, chunks: 2 });
    expect((await upload({ ...document, chunks, source: 'a.md' })).body).toMatchObject({ unchanged: false });
  });

  test('of twenty uploads of one title at once one document comes, with the chunks of one of them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        upload({ title: 'A', content: `# Text\n\nnumber${n % 5}\n\n# End\n\nof ${n % 5}` }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ body }) => !body.unchanged && !body.replaced)).toHaveLength(1);
    const { items } = await get(`${documents}/${answers[0]?.body.id}/chunks`);
    expect(items).toHaveLength(2);
    expect(items[0].content.match(/\d/)[0]).toBe(items[1].content.match(/\d/)[0]);
  });

  test('and erasing and linking at once leave whole documents only', async () => {
    const work = async (n: number) => {
      const { body } = await upload({
        title: `T${n % 3}`,
        content: `text ${n} of [[Anna]] and [[Berta ${n % 2}]]`,
      });
      if (n % 4 === 0) return (await tenant.call('DELETE', `${documents}/${body.id}`)).status;
      return (await upload({ title: `U${n}`, content: 'x', replaceDocumentId: body.id })).status;
    };
    const statuses = await Promise.all(Array.from({ length: 16 }, (_, n) => work(n)));
    expect(statuses.filter((status) => ![200, 201, 404].includes(status))).toEqual([]);
    const { rows } = await inTx((tx) =>
      sql`SELECT FROM relation WHERE from_id NOT IN (SELECT id FROM document UNION ALL SELECT id FROM entity)
        UNION ALL SELECT FROM document d WHERE chunks <> (SELECT count(*) FROM chunk WHERE document_id = d.id)
        UNION ALL SELECT FROM entity WHERE NOT EXISTS (SELECT FROM relation WHERE to_id = entity.id)`.execute(
        tx,
      ),
    );
    expect(rows).toEqual([]);
    expect((await get('/api/v1/audit/verify')).intact).toBe(true);
  });
});

describe('in the graph', () => {
  test('a document is a node: what its text names and what was given with it are its relations', async () => {
    const content = 'The plan of [[Globex]] for `[[code]]`.';
    const given = { predicate: 'ABOUT', object: 'Plans' };
    const { id } = (await upload({ title: 'Plan', content, relations: [given] })).body;
    expect(await relations(id)).toEqual(['ABOUT Plans', 'REFERENCES_ENTITY Globex']);
    const around = await get(`/api/v1/graph/neighborhood?id=${id}`);
    expect(around.nodes[0]).toMatchObject({
      id,
      type: 'document',
      name: 'Plan',
      entity_class: 'Document',
      hops: 0,
    });
    expect(around.nodes).toHaveLength(3);
    const note = { content: 'A note', relations: [{ predicate: 'SUPPORTS', object: id }] };
    const memory = (await tenant.call('POST', '/api/v1/memory/entries', note)).body;
    expect(await relations(memory.id)).toEqual(['SUPPORTS Plan']);
  });

  test('is linked and unlinked by its id, on the older path too', async () => {
    const { id } = (await upload({ title: 'Plan', content: 'x' })).body;
    const topic = (
      await tenant.call('PUT', '/api/v1/graph/entities', { name: 'Plans', entity_class: 'Topic' })
    ).body;
    const edge = { from_id: id, predicate: 'ABOUT', to_id: topic.id };
    expect((await tenant.call('POST', '/api/v1/graph/relations', edge)).body).toMatchObject({
      created: true,
      from: { id, type: 'document', name: 'Plan' },
    });
    const old = { fromId: id, relType: 'ABOUT', toId: topic.id };
    expect((await tenant.call('DELETE', '/api/graph/relations', old)).body).toEqual({ removed: true });
    expect(await relations(id)).toEqual([]);
    const wrong = { ...edge, predicate: 'WORKS_FOR' };
    expect((await tenant.call('POST', '/api/v1/graph/relations', wrong)).status).toBe(400);
  });

  test('keeps on replacement what was linked by hand, and names what the new text names', async () => {
    const { id } = (await upload({ title: 'Plan', content: '[[Globex]] and [[Initech]]' })).body;
    const given = [{ predicate: 'ABOUT', object: 'Plans' }];
    expect(
      (await upload({ title: 'Plan', content: '[[Globex]] and [[Initech]]', relations: given })).body
        .unchanged,
    ).toBe(true);
    await upload({ title: 'Plan', content: '[[Globex]] and [[Acme]]' });
    expect(await relations(id)).toEqual([
      'ABOUT Plans',
      'REFERENCES_ENTITY Acme',
      'REFERENCES_ENTITY Globex',
    ]);
    const { items } = await get('/api/v1/graph/entities');
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['Acme', 'Globex', 'Plans']);
  });
});

describe('erasing', () => {
  test('leaves the word in no row of any table, and the chain intact', async () => {
    const content = 'The xylograph of [[Xylograph Ltd]] stands in the attic';
    const headers = { 'idempotency-key': 'erase-1' };
    const { id } = (await upload({ title: 'Xylograph', content, source: 'xylograph.md' }, { headers })).body;
    await get(`${documents}/${id}`);
    await upload({ title: 'Xylograph', content: `${content}, or does it?` });
    expect((await tenant.call('DELETE', `${documents}/${id}`)).body).toEqual({ ok: true });
    for (const table of [
      'document',
      'chunk',
      'entity',
      'entity_name',
      'relation',
      'audit_entry',
      'idempotency',
    ]) {
      const { rows } = await inTx((tx) =>
        sql`SELECT FROM ${sql.table(table)} t WHERE t::text ILIKE '%xylograph%'`.execute(tx),
      );
      expect(rows, table).toEqual([]);
    }
    expect((await get('/api/v1/audit/verify')).intact).toBe(true);
    const actions = (await get(`/api/v1/audit?targetId=${id}`)).items.map(
      ({ action }: { action: string }) => action,
    );
    expect(actions).toEqual(['document.erased', 'document.replaced', 'document.read', 'document.uploaded']);
  });

  test('by another text takes the names along that the old one alone had, out of the audit log too', async () => {
    await upload({ title: 'A', content: 'of [[Xylograph Ltd]]' });
    const [{ id }] = (await get('/api/v1/graph/entities?name=Xylograph%20Ltd')).items;
    await get(`/api/v1/graph/entities/${id}`);
    await upload({ title: 'A', content: 'of nothing' });
    const entries = (await get(`/api/v1/audit?targetId=${id}`)).items;
    expect(entries.map(({ action }: { action: string }) => action)).toEqual(['entity.erased', 'entity.read']);
    expect(entries[1]).toMatchObject({ actor: { name: null }, target: { name: null }, details: null });
    expect(await get('/api/v1/audit/verify')).toMatchObject({ intact: true, erased: 1 });
  });

  test('takes the scope admin', async () => {
    const { id } = (await upload({ title: 'A', content: 'x' })).body;
    const { token } = await tenant.makeToken({ name: 'writer', scopes: ['read', 'write'] });
    expect((await tenant.call('DELETE', `${documents}/${id}`, undefined, { token })).status).toBe(403);
    expect((await tenant.call('DELETE', `${documents}/${id}`)).status).toBe(200);
  });
});

test('an idempotency key repeats the answer, and another text with it is refused, however long', async () => {
  const headers = { 'idempotency-key': 'key-1' };
  const send = (word: string) =>
    upload({ title: 'A', content: `${'lorem ipsum '.repeat(20_000)}${word}` }, { headers });
  const first = await send('one');
  expect(first.status).toBe(201);
  expect((await send('one')).body).toEqual(first.body);
  expect((await send('two')).body.error.code).toBe('idempotency_conflict');
});
