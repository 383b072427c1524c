import { beforeEach, expect, test } from 'vitest';
import { runLine, type Surroundings } from './command-line.ts';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await createTenant(await sharedApp());
});

const run = (argv: string[], { env = {}, ...surroundings }: Surroundings = {}) =>
  runLine(tenant, argv, { env: { KNOWMIND_TOKEN: tenant.token, ...env }, ...surroundings });
const german = { LANG: 'de_DE.UTF-8' };
const upload = async (title: string, content: string, source = 'desk') =>
  (await tenant.call('POST', '/api/v1/documents', { title, content, source })).body.id as string;
const store = async (content: string) =>
  JSON.parse((await run(['--json', 'store', content])).out).id as string;

test('documents are listed by title and source, and shown by id or title', async () => {
  expect((await run(['documents'])).out).toBe('Nothing found.\n');
  const id = await upload('Contract', 'It ends on \u001b[31m31 March.');
  await upload('Contract 2', 'It goes on.', 'shelf');
  const listed = await run(['documents', '--query', 'contract']);
  expect(listed.out).toMatch(/\d\d:\d\d +1 +Contract +desk +[0-9a-f-]{36}/);
  expect(listed.out.trim().split('\n')).toHaveLength(3);
  expect((await run(['documents', 'list', '-k', '1'])).out.trim().split('\n')).toHaveLength(2);
  const { items } = JSON.parse((await run(['--json', 'documents', '--source', 'shelf'])).out);
  expect(items).toMatchObject([{ title: 'Contract 2' }]);
  for (const which of [id, 'Contract']) {
    const shown = await run(['documents', 'show', which]);
    expect(shown.out).toMatch(/^Contract .*desk/);
    expect(shown.out).toContain('It ends on 31 March.');
  }
  expect(JSON.parse((await run(['--json', 'documents', 'show', id])).out)).toMatchObject({
    id,
    source: 'desk',
  });
});

test('a document that is not there is told, with those that may be meant', async () => {
  await upload('Lease contract', 'Text.');
  const near = await run(['documents', 'show', 'contract']);
  expect(near).toMatchObject({ code: 2, out: '' });
  expect(near.err).toContain('Did you mean "Lease contract"?');
  const far = await run(['documents', 'show', 'x'.repeat(300)], { env: german });
  expect(far.err).toContain('knowmind documents list');
  const other = await createTenant(await sharedApp());
  const foreign = await other.call('POST', '/api/v1/documents', { title: 'Theirs', content: 'Text.' });
  for (const command of [
    ['documents', 'show'],
    ['erase', '--yes'],
  ])
    expect((await run([...command, foreign.body.id])).code).toBe(2);
  expect((await other.call('GET', `/api/v1/documents/${foreign.body.id}`)).status).toBe(200);
});

test('a memory and a document are erased once someone agrees', async () => {
  const memory = await store('The canteen is closed.');
  const document = await upload('Contract', 'Text.');
  const unasked = await run(['erase', memory]);
  expect(unasked).toMatchObject({ code: 2, out: '' });
  expect(unasked.err).toContain('--yes');
  const declined = await run(['erase', document], { typed: 'n\n' });
  expect(declined.err).toContain('erases the document "Contract" for good');
  expect(declined.out).toContain('Nothing was changed');
  expect((await tenant.call('GET', `/api/v1/documents/${document}`)).status).toBe(200);
  const agreed = await run(['erase', document], { typed: 'j\n', env: german });
  expect(agreed.err).toContain('löscht das Dokument „Contract“ endgültig');
  expect(agreed.out).toContain('gelöscht');
  expect((await tenant.call('GET', `/api/v1/documents/${document}`)).status).toBe(404);
  expect(JSON.parse((await run(['--json', 'erase', memory, '--yes'])).out)).toEqual({
    id: memory,
    erased: true,
  });
  expect((await tenant.call('GET', `/api/v1/memory/entries/${memory}`)).status).toBe(404);
});

test('what cannot be erased says why: unknown, no id, no scope', async () => {
  const { token } = await tenant.makeToken({ name: 'writer', scopes: ['read', 'write'] });
  const memory = await store('The bell is loud.');
  expect((await run(['erase', tenant.workspaceId, '--yes'])).err).toContain('no memory and no document');
  expect((await run(['erase', 'nonsense', '--yes'])).code).toBe(2);
  const refused = await run(['erase', memory, '--yes'], { env: { KNOWMIND_TOKEN: token } });
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('admin');
  expect((await tenant.call('GET', `/api/v1/memory/entries/${memory}`)).status).toBe(200);
});

test('entities are listed by class and by how they begin', async () => {
  for (const [name, kind] of [
    ['Anna', 'Person'],
    ['Anton', 'Person'],
    ['Acme', 'Organization'],
  ])
    await run(['entity', 'make', String(name), '--class', String(kind)]);
  const { out } = await run(['entity', 'list', '--class', 'Person', '--prefix', 'an']);
  expect(out).toMatch(/Anna +Person[\s\S]*Anton +Person/);
  expect(out).not.toContain('Acme');
  expect(JSON.parse((await run(['--json', 'entity', 'list'])).out).items).toHaveLength(3);
  expect((await run(['entity', 'list', '--prefix', 'zz'], { env: german })).out).toBe('Nichts gefunden.\n');
  expect((await run(['entity', 'list', '--class', 'Dragon'])).code).toBe(2);
});
