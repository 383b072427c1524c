import { request as httpRequest } from 'node:http';
import { createClient } from '@knowmind/sdk';
import { beforeEach, describe, expect, test } from 'vitest';
import { createTenant, sharedApp, type Tenant } from './harness.ts';
import { makeDocx, makePdf, paragraph } from './sample-files.ts';

const documents = '/api/v1/documents';
const megabyte = 1024 * 1024;
const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await createTenant(await sharedApp());
});

type Fields = Record<string, string | File>;
async function send(fields: Fields | FormData, options: { token?: string | null; headers?: object } = {}) {
  const form = fields instanceof FormData ? fields : new FormData();
  if (!(fields instanceof FormData))
    for (const [key, value] of Object.entries(fields)) form.append(key, value);
  const token = options.token === undefined ? tenant.token : options.token;
  const response = await fetch(tenant.app.url + documents, {
    method: 'POST',
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...options.headers },
    body: form,
  });
  // biome-ignore lint/suspicious/noExplicitAny: the bodies of answers are what the tests are about
  return { status: response.status, body: (await response.json()) as any };
}
const file = (name: string, content: string | Uint8Array, type = '') =>
  new File([typeof content === 'string' ? content : new Uint8Array(content)], name, { type });
const textOf = async (id: string) => (await tenant.call('GET', `${documents}/${id}`)).body.content;
const stored = async () => (await tenant.call('GET', documents)).body.items.length;

describe('a file', () => {
  test.each([
    ['Notes.md', '# Heating\n\nThe boiler stands in the cellar.', 'text/markdown'],
    ['Notes.txt', 'The boiler stands in the cellar.', 'text/plain'],
    ['Notes.html', '<h1>Heating</h1><p>The boiler stands in the cellar.', 'text/html'],
    ['Notes.pdf', makePdf(['The boiler stands in the cellar.']), 'application/pdf'],
    ['Notes.docx', makeDocx(paragraph('The boiler stands in the cellar.')), wordType],
  ])('%s is stored as its text, under its name', async (name, content, mediaType) => {
    const { status, body } = await send({ file: file(name, content) });
    expect(status).toBe(201);
    expect(body).toMatchObject({ title: 'Notes', mediaType, unchanged: false, replaced: false });
    expect(await textOf(body.id)).toContain('The boiler stands in the cellar.');
  });

  test('comes with a title, a source and relations; the same again is unchanged, another replaces it', async () => {
    const relations = JSON.stringify([{ predicate: 'ABOUT', object: 'Heating', object_class: 'Topic' }]);
    const first = await send({ title: 'House', source: 'cellar', relations, file: file('a.md', 'One.') });
    expect(first.body).toMatchObject({ title: 'House', source: 'cellar' });
    const { items } = (await tenant.call('GET', `/api/v1/graph/relations?id=${first.body.id}`)).body;
    expect(items.map(({ to }: { to: { name: string } }) => to.name)).toContain('Heating');
    const same = await send({ title: 'House', source: 'cellar', file: file('b.md', 'One.') });
    expect(same.body).toMatchObject({ id: first.body.id, unchanged: true });
    const unnamed = await send({ title: 'House', file: file('b.md', 'One.') });
    expect(unnamed.body).toMatchObject({ source: 'cellar', unchanged: true });
    const next = await send({ replaceDocumentId: first.body.id, file: file('Other.md', 'Two.') });
    const place = { id: first.body.id, title: 'House', source: 'cellar', replaced: true };
    expect(next.body).toMatchObject(place);
    const unknown = {
      replaceDocumentId: '01a20d2e-a521-7678-a508-f9c268fb8d3e',
      file: file('blob', 'Text.'),
    };
    expect(await send(unknown)).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
    const moved = await send({
      title: 'Attic',
      source: 'roof',
      replaceDocumentId: first.body.id,
      file: file('b.md', 'Two.'),
    });
    expect(moved.body).toMatchObject({ ...place, title: 'Attic', source: 'roof' });
    expect(await stored()).toBe(1);
  });

  test('is found by recall', async () => {
    await send({ file: file('Heizung.pdf', makePdf(['Der Kessel der Heizung steht im Keller.'])) });
    const { body } = await tenant.call('POST', '/api/v1/memory/recall', { query: 'Wo steht der Kessel?' });
    expect(body.items[0]).toMatchObject({
      title: 'Heizung',
      content: 'Der Kessel der Heizung steht im Keller.',
    });
  });

  test('of hostile name is called what is left of it', async () => {
    const { body } = await send({ file: file('../../etc/Plan\u0000.v2.md', 'Text.') });
    expect(body.title).toBe('Plan.v2');
    expect((await send({ file: file('.md', '# From within\n\nText.') })).body.title).toBe('.md');
    const nameless = await send({ file: file('blob', '# From within\n\nText.', 'text/markdown') });
    expect(nameless.body).toMatchObject({ title: 'From within' });
    const silent = await send({ file: file('stdin', 'Text.') });
    expect(silent.body.error.details[0].path).toBe('title');
  });

  test('with the same Idempotency-Key gives the same answer; another file under it is 409', async () => {
    const headers = { 'idempotency-key': 'upload-1' };
    const first = await send({ file: file('a.md', 'One.') }, { headers });
    expect((await send({ file: file('a.md', 'One.') }, { headers })).body).toEqual(first.body);
    expect((await send({ file: file('a.md', 'Two.') }, { headers })).status).toBe(409);
  });

  test('is sent by the client, which tells how much has left', async () => {
    const client = createClient({ baseUrl: tenant.app.url, token: tenant.token });
    const sent: number[] = [];
    const bytes = Buffer.from('word '.repeat(100_000));
    const input = { file: { name: 'Words.txt', type: 'text/plain', bytes }, source: 'client' };
    const answer = await client.call('uploadDocument', input, { onSent: (count) => sent.push(count) });
    expect(answer).toMatchObject({ title: 'Words', source: 'client' });
    expect(sent.at(-1)).toBeGreaterThan(bytes.length);
    expect(await client.call('uploadDocument', input)).toMatchObject({ id: answer.id, unchanged: true });
  });
});

describe('refused, with nothing stored', () => {
  test.each([
    [
      'a picture',
      file('a.png', Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1')),
      415,
      'unsupported_media_type',
    ],
    [
      'a picture called a PDF',
      file('a.pdf', Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1')),
      415,
      'unsupported_media_type',
    ],
    ['a broken PDF', file('a.pdf', makePdf(['x']).subarray(0, 200)), 400, 'invalid_request'],
    ['an encrypted PDF', file('a.pdf', makePdf(['x'], { encrypted: true })), 400, 'invalid_request'],
    [
      'a zip bomb',
      file('a.docx', makeDocx('', { 'word/x.xml': new Uint8Array(60 * megabyte) })),
      413,
      'payload_too_large',
    ],
    ['a file without text', file('a.md', '  \n'), 400, 'invalid_request'],
    ['an empty file', file('a.md', ''), 400, 'invalid_request'],
    ['a secret in a PDF', file('a.pdf', makePdf(['The password: hunter2Zq!x9'])), 422, 'looks_like_secret'],
    ['a file over 10 MB', file('a.txt', Buffer.alloc(10 * megabyte + 1, 'a ')), 413, 'payload_too_large'],
  ])('%s', async (_, sent, status, code) => {
    const answer = await send({ file: sent });
    expect(answer.status).toBe(status);
    expect(answer.body.error.code).toBe(code);
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
    expect(await stored()).toBe(0);
  });

  test('11 MB, however it is sent', async () => {
    const big = file('a.txt', Buffer.alloc(11 * megabyte, 'a '));
    const answer = await send({ file: big }).catch((error: Error) => error);
    // A server that stops reading may close the connection before the client has sent all of it.
    if (!(answer instanceof Error)) expect(answer.status).toBe(413);
    expect(await stored()).toBe(0);
  });

  test('an upload that breaks off half-way', async () => {
    const url = new URL(tenant.app.url + documents);
    const broken = httpRequest(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tenant.token}`,
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': 1_000_000,
      },
    });
    const ended = new Promise((resolve) => broken.once('error', resolve));
    broken.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a.md"\r\n\r\nHalf of it');
    await new Promise((resolve) => setTimeout(resolve, 200));
    broken.destroy(new Error('broken off'));
    await ended;
    expect(await stored()).toBe(0);
    expect((await send({ file: file('a.md', 'All of it.') })).status).toBe(201);
  });

  test('fields that are wrong are named', async () => {
    const two = new FormData();
    two.append('file', file('a.md', 'One.'));
    two.append('file', file('b.md', 'Two.'));
    const named = async (fields: Fields | FormData) => (await send(fields)).body.error.details[0].path;
    expect(await named(two)).toBe('file');
    expect(await named({ file: 'no file' })).toBe('file');
    expect(await named({ document: file('a.md', 'One.') })).toBe('document');
    expect(await named({ file: file('a.md', 'One.'), relations: '{not json' })).toBe('relations');
    expect(await named({ file: file('a.md', 'One.'), relations: '[{"predicate":1}]' })).toMatch(/^relations/);
    expect(await named({ file: file('a.md', 'One.'), content: 'Two.' })).toBe('file');
    expect(await named({ file: file('a.md', 'One.'), title: 'x'.repeat(501) })).toBe('title');
    expect(await named({ file: file('a.md', 'One.'), replaceDocumentId: 'x' })).toBe('replaceDocumentId');
    expect(await named({ file: file('a.md', 'One.'), colour: 'red' })).toBe('colour');
    expect(await named({ title: 'No file' })).toBe('content');
    expect(await stored()).toBe(0);
  });

  test('a form that is none, a file inside JSON, and a form where none belongs', async () => {
    const raw = (body: string, type: string, path = documents) =>
      tenant.call('POST', path, body, { headers: { 'content-type': type } });
    expect((await raw('nothing', 'multipart/form-data; boundary=x')).body.error.code).toBe('invalid_request');
    expect((await raw('nothing', 'multipart/form-data')).body.error.code).toBe('invalid_request');
    const inside = { title: 'a', file: { name: 'a.md', type: '', bytes: [1, 2] } };
    expect((await tenant.call('POST', documents, inside)).body.error.details[0].path).toBe('file');
    expect((await raw('--x--', 'multipart/form-data; boundary=x', '/api/v1/memory/entries')).status).toBe(
      415,
    );
    expect((await raw('<a/>', 'text/xml')).body.error.message).toContain('multipart/form-data');
  });

  test('another workspace’s document, a token that may only read, and nobody', async () => {
    const other = await createTenant(await sharedApp());
    const { body } = await other.call('POST', documents, { title: 'Theirs', content: 'Text.' });
    const replacing = await send({ replaceDocumentId: body.id, file: file('a.md', 'One.') });
    expect(replacing.status).toBe(404);
    const { token } = await tenant.makeToken({ name: 'reader', scopes: ['read'] });
    expect((await send({ file: file('a.md', 'One.') }, { token })).status).toBe(403);
    expect((await send({ file: file('a.md', 'One.') }, { token: null })).status).toBe(401);
    expect(await stored()).toBe(0);
  });
});

test('calls are answered while a large file is read', async () => {
  const slow = send({ file: file('a.html', '<p>x <b>y</b>'.repeat(700_000)) });
  const times: number[] = [];
  for (let call = 0; call < 20; call += 1) {
    const from = performance.now();
    await tenant.call('GET', '/api/v1/memory/recent');
    times.push(performance.now() - from);
  }
  expect(times.sort((a, b) => a - b)[10]).toBeLessThan(250);
  expect([201, 413]).toContain((await slow).status);
});

test('the description of the API tells how a file is sent', async () => {
  const { body } = await tenant.call('GET', '/api/openapi.json');
  const content = body.paths[documents].post.requestBody.content;
  expect(content['multipart/form-data'].schema.properties.file).toMatchObject({ format: 'binary' });
  expect(content['application/json'].schema.properties).not.toHaveProperty('file');
});
