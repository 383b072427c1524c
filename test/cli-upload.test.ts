import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runLine, type Surroundings } from './command-line.ts';
import { createTenant, makeFolder, sharedApp, type Tenant } from './harness.ts';
import { makePdf } from './sample-files.ts';

let tenant: Tenant;
let home: string;
let folder: string;
beforeEach(async () => {
  tenant = await createTenant(await sharedApp());
  home = makeFolder();
  folder = join(home, 'notes');
  mkdirSync(folder);
});

const run = (argv: string[], { env = {}, ...surroundings }: Surroundings = {}) =>
  runLine(tenant, argv, { home, env: { KNOWMIND_TOKEN: tenant.token, ...env }, ...surroundings });
const write = (path: string, content: string | Uint8Array) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
};
const documents = async () =>
  (await tenant.call('GET', '/api/v1/documents?limit=100')).body.items as { id: string; title: string }[];
const titles = async () => (await documents()).map(({ title }) => title).sort();

describe('upload', () => {
  test('stores a file under its name, says so, and again that it is there', async () => {
    write('Contract.pdf', makePdf(['The contract ends on 31 March.']));
    const first = await run([
      'upload',
      'notes/Contract.pdf',
      '--source',
      'desk',
      '--link',
      'ABOUT:Topic:Heating',
    ]);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(/Contract\.pdf: stored as [0-9a-f-]{36} \(chunks: 1\)/);
    const [document] = await documents();
    expect(document).toMatchObject({ title: 'Contract', source: 'desk', mediaType: 'application/pdf' });
    const relations = (await tenant.call('GET', `/api/v1/graph/relations?id=${document?.id}`)).body.items;
    expect(relations[0]).toMatchObject({ predicate: 'ABOUT', to: { name: 'Heating' } });
    const german = { env: { LANG: 'de_DE.UTF-8' } };
    expect((await run(['upload', 'notes/Contract.pdf', '--source', 'desk'], german)).out).toContain(
      'schon da als',
    );
  });

  test('replaces a document by its id, and takes its text from standard input', async () => {
    write('a.md', 'One.');
    const { id } = JSON.parse((await run(['--json', 'upload', 'notes/a.md'])).out);
    const replaced = await run(['upload', '-', '--title', 'B', '--replace', id], { input: 'Two.' });
    expect(replaced.out).toContain(`took the place of the earlier text of ${id}`);
    expect(await documents()).toMatchObject([{ id, title: 'B' }]);
    expect((await run(['upload', '-'], { input: 'No title.' })).err).toContain('give it one with --title');
  });

  test('shows in a terminal how much was sent, and that it is processed; elsewhere only for large files', async () => {
    write('large.txt', 'word '.repeat(400_000));
    const terminal = await run(['upload', 'notes/large.txt'], { terminal: true });
    expect(terminal.err).toMatch(/0\.\d of 1\.9 MB sent/);
    expect(terminal.err).toContain('1.9 MB sent; processing');
    const logged = await run(['upload', 'notes/large.txt']);
    expect(logged.err).toBe('notes/large.txt: 1.9 MB sent; processing …\n');
  });

  test('of several: those that fail are named, some make exit code 3, all of them 2', async () => {
    write('good.md', 'Text.');
    write('bad.pdf', '%PDF-1.4 nothing');
    write('big.txt', Buffer.alloc(11 * 1024 * 1024, 'a '));
    const some = await run([
      '--json',
      'upload',
      'notes/bad.pdf',
      'notes/good.md',
      'notes/none.md',
      'notes/big.txt',
    ]);
    expect(some.code).toBe(3);
    expect(JSON.parse(some.out).items).toMatchObject([
      { file: 'notes/bad.pdf', error: { code: 'invalid_request' } },
      { file: 'notes/good.md', title: 'good', unchanged: false },
      { file: 'notes/none.md', error: { code: 'file' } },
      { file: 'notes/big.txt', error: { code: 'file' } },
    ]);
    expect(some.err).toContain('3 of 4 failed');
    expect((await run(['upload', 'notes/bad.pdf', 'notes/none.md'])).code).toBe(2);
    const one = await run(['upload', 'notes/bad.pdf'], { env: { LANG: 'de_DE.UTF-8' } });
    expect(one).toMatchObject({ code: 2, out: '' });
    expect(one.err.trim().split('\n')).toHaveLength(1);
    expect(one.err).toContain('notes/bad.pdf: ');
    const unknown = '01a20d2e-a521-7678-a508-f9c268fb8d3e';
    const gone = await run(['upload', 'notes/good.md', '--replace', unknown]);
    expect(gone.err).toBe('knowmind: There is no such document in this workspace.\n');
    const piped = await run(['upload', '-', '--replace', unknown], { input: 'Text.' });
    expect(piped.err).toBe(gone.err);
    const none = await run(['upload', 'notes/none.md']);
    expect(none).toMatchObject({ code: 2, err: 'knowmind: There is no file notes/none.md.\n' });
    expect(await titles()).toEqual(['good']);
  });

  test('refuses options that do not fit, before anything is sent', async () => {
    write('a.md', 'One.');
    write('b.md', 'Two.');
    const files = ['notes/a.md', 'notes/b.md'];
    for (const wrong of [
      [...files, '--title', 'Both'],
      [...files, '--replace', '01900000-0000-7000-8000-000000000000'],
      ['notes/a.md', '--link', 'Globex'],
      ['notes/a.md', '--title', ''],
      ['-', '-'],
      [],
    ])
      expect((await run(['upload', ...wrong])).code).toBe(2);
    expect((await run(['upload', 'notes'])).err).toContain('knowmind sync notes');
    expect((await run(['upload', 'notes/a.md', '--link', 'NONSENSE:Globex'])).err).toContain('NONSENSE');
    expect(await documents()).toEqual([]);
  });

  test('files of one name in one call are told apart by their folders, or by their endings', async () => {
    for (const path of ['a/README.md', 'b/README.md', 'b/README.txt', 'c.md'])
      write(path, `Text of ${path}.`);
    const both = ['notes/a/README.md', 'notes/b/README.md'];
    const answer = await run(['upload', ...both, 'notes/c.md', both[0] ?? '']);
    expect(answer).toMatchObject({ code: 0, err: '' });
    expect(await titles()).toEqual(['a/README', 'b/README', 'c']);
    expect(answer.out.match(/stored as/g)).toHaveLength(3);
    const again = JSON.parse((await run(['--json', 'upload', ...both])).out);
    expect(again.items).toMatchObject([{ unchanged: true }, { unchanged: true }]);
    await run(['upload', 'notes/b/README.md', 'notes/b/README.txt']);
    expect(await titles()).toEqual(['README.txt', 'a/README', 'b/README', 'c']);
  });

  test('a file that was told apart keeps its title when it comes alone, unless another is given', async () => {
    for (const path of ['a/n.md', 'b/n.md', 'a/n.txt', 'deep/a/n.md']) write(path, `Text of ${path}.`);
    await run(['upload', 'notes/a/n.md', 'notes/a/n.txt']);
    expect(await titles()).toEqual(['n.md', 'n.txt']);
    write('a/n.md', 'Changed.');
    expect(await run(['upload', 'notes/a/n.md'])).toMatchObject({ code: 0, err: '' });
    expect(await titles()).toEqual(['n.md', 'n.txt']);
    await run(['upload', 'notes/a/n.md', 'notes/b/n.md', 'notes/deep/a/n.md']);
    expect(await titles()).toEqual(['deep/a/n', 'n.md', 'n.txt', 'notes/b/n']);
    await run(['upload', 'notes/a/n.md', '--title', 'Other']);
    expect(await titles()).toEqual(['Other', 'deep/a/n', 'n.md', 'n.txt', 'notes/b/n']);
  });

  test('says when a file takes the place of a text that came from another file, or from elsewhere', async () => {
    write('a/README.md', 'One.');
    write('b/README.md', 'Two.');
    expect(await run(['upload', 'notes/a/README.md'])).toMatchObject({ code: 0, err: '' });
    write('a/README.md', 'One and a half.');
    expect(await run(['upload', 'notes/a/README.md'])).toMatchObject({ code: 0, err: '' });
    const other = await run(['upload', 'notes/b/README.md']);
    expect(other).toMatchObject({ code: 0 });
    expect(other.err).toContain(`"README" was uploaded from ${join(folder, 'a/README.md')} before`);
    expect(other.err).toContain('--title');
    write('a/README.md', 'Three.');
    const german = await run(['upload', 'notes/a/README.md'], { env: { LANG: 'de_DE.UTF-8' } });
    expect(german.err).toContain('dieser Text ist ersetzt');
    await tenant.call('POST', '/api/v1/documents', { title: 'plan', content: 'From elsewhere.' });
    write('plan.md', 'From here.');
    writeFileSync(join(home, '.knowmind/uploads.json'), 'broken');
    expect((await run(['upload', 'notes/plan.md'])).err).toContain('not uploaded from this file before');
    const [{ id } = { id: '' }] = await documents();
    expect((await run(['upload', 'notes/a/README.md', '--title', 'plan', '--replace', id])).err).toBe('');
  });

  test('a token that may not write ends it at the first file', async () => {
    const { token } = await tenant.makeToken({ name: 'reader', scopes: ['read'] });
    write('a.md', 'One.');
    const answer = await run(['upload', 'notes/a.md', 'notes/a.md'], { env: { KNOWMIND_TOKEN: token } });
    expect(answer.code).toBe(2);
    expect(answer.err.trim().split('\n')).toHaveLength(1);
  });
});

describe('sync', () => {
  const sync = (...options: string[]) => run(['sync', 'notes', ...options]);
  const counts = async (...options: string[]) => JSON.parse((await sync('--json', ...options)).out).counts;

  test('uploads a folder once; then only what changed', async () => {
    write('a.md', 'One.');
    write('deep/er/b.txt', 'Two.');
    write('picture.png', 'no document');
    write('.hidden/c.md', 'Three.');
    write('node_modules/d.md', 'Four.');
    symlinkSync(folder, join(folder, 'circle'));
    const first = await sync('--source', 'notes');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('[2/2] deep/er/b.txt: new');
    expect(first.out).toContain('2 new, 0 changed');
    expect(await titles()).toEqual(['a.md', 'deep/er/b.txt']);
    expect(await counts()).toMatchObject({ new: 0, unchanged: 2 });
    write('a.md', 'One and a half.');
    expect(await counts()).toMatchObject({ new: 0, changed: 1, unchanged: 1 });
    utimesSync(join(folder, 'a.md'), new Date(), new Date(0));
    expect(await counts()).toMatchObject({ changed: 0, unchanged: 2 });
    expect(readdirSync(folder).some((name) => name.includes('sync'))).toBe(false);
  });

  test('a renamed file keeps its document; one that is gone is kept until --delete', async () => {
    write('old.md', 'One.');
    write('other.md', 'Two.');
    await sync();
    const before = await documents();
    renameSync(join(folder, 'old.md'), join(folder, 'new.md'));
    const renamed = await sync();
    expect(renamed.out).toContain('old.md → new.md: renamed');
    expect(await titles()).toEqual(['new.md', 'other.md']);
    expect((await documents()).map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
    rmSync(join(folder, 'other.md'));
    expect((await sync()).out).toContain('other.md: gone here, kept in the memory');
    expect(await titles()).toEqual(['new.md', 'other.md']);
    expect((await sync('--delete')).out).toContain('other.md: removed');
    expect(await titles()).toEqual(['new.md']);
    rmSync(join(folder, 'new.md'));
    const emptied = await sync('--delete');
    expect(emptied.code).toBe(2);
    expect(emptied.err).toContain('nothing was erased');
    expect(await titles()).toEqual(['new.md']);
  });

  test('--dry-run shows what would be done, and does nothing', async () => {
    write('a.md', 'One.');
    const shown = await sync('--dry-run');
    expect(shown.out).toContain('a.md: new');
    expect(shown.out).toContain('nothing done');
    expect(shown.out).toContain('what the files hold was not checked');
    expect(await sync('--dry-run', '--watch')).toMatchObject({ code: 2, out: '' });
    expect(await documents()).toEqual([]);
    expect(await counts()).toMatchObject({ new: 1 });
  });

  test('a file that fails is named, the others are stored, and the exit code is 3', async () => {
    write('a.md', 'One.');
    write('broken.pdf', '%PDF-1.4 nothing');
    write('secret.md', 'The password: hunter2Zq!x9');
    const some = await sync();
    expect(some.code).toBe(3);
    expect(some.err).toMatch(/broken\.pdf: .*damaged/);
    expect(some.err).not.toContain('hunter2');
    expect(await titles()).toEqual(['a.md']);
    write('broken.pdf', makePdf(['Whole again.']));
    rmSync(join(folder, 'secret.md'));
    expect(await sync()).toMatchObject({ code: 0 });
    expect(await titles()).toEqual(['a.md', 'broken.pdf']);
  });

  test('what is empty or of another type is skipped and counted; a dry run counts as the run does', async () => {
    write('a.md', 'One.');
    write('empty.md', '');
    write('blank.txt', ' \n\t\r\n');
    write('picture.png', 'no document');
    write('huge.txt', Buffer.alloc(11 * 1024 * 1024, 'a '));
    const shown = await sync('--dry-run');
    expect(shown.code).toBe(3);
    expect(shown.out).toContain(
      '1 new, 0 changed, 0 renamed, 0 to remove, 0 unchanged, 3 skipped, 1 would fail',
    );
    const planned = await counts('--dry-run');
    const first = await sync();
    expect(first.out).toContain('empty.md: empty, skipped');
    expect(first.out).not.toContain('picture.png');
    expect(first.err).toMatch(/huge\.txt.*larger than 10 MB/);
    expect(first.out).toContain('1 new, 0 changed, 0 renamed, 0 removed, 0 unchanged, 3 skipped, 1 failed');
    expect(planned).toMatchObject({ new: 1, skipped: 3, failed: 1 });
    rmSync(join(folder, 'huge.txt'));
    const again = await run(['sync', 'notes', '--verbose'], { env: { LANG: 'de_DE.UTF-8' } });
    expect(again.code).toBe(0);
    expect(again.out).toContain('empty.md: leer, übergangen');
    expect(again.out).toContain('picture.png: übergangen; dieser Typ wird nicht gelesen');
    const { items } = JSON.parse((await sync('--json')).out);
    expect(items).toContainEqual({ path: 'picture.png', action: 'skipped', reason: 'type' });
    expect(items).toContainEqual({ path: 'blank.txt', action: 'skipped', reason: 'empty' });
  });

  test('a file that was emptied is not gone: --delete keeps its document', async () => {
    write('a.md', 'One.');
    write('b.md', 'Two.');
    await sync();
    write('b.md', '');
    expect(await counts('--delete')).toMatchObject({ removed: 0, skipped: 1, unchanged: 1 });
    expect(await titles()).toEqual(['a.md', 'b.md']);
    write('b.md', 'Two again.');
    expect(await counts()).toMatchObject({ changed: 1, skipped: 0 });
    expect(await titles()).toEqual(['a.md', 'b.md']);
  });

  test('says when a file takes the place of a document of its title from another folder', async () => {
    write('one/README.md', 'One.');
    write('two/README.md', 'Two.');
    await run(['sync', 'notes/one']);
    const other = await run(['sync', 'notes/two']);
    expect(other).toMatchObject({ code: 0 });
    expect(other.err).toContain('README.md: a document of this title that did not come from this folder');
    expect(await run(['sync', 'notes/two'])).toMatchObject({ code: 0, err: '' });
    write('one/README.md', 'One again.');
    rmSync(join(home, '.knowmind/sync'), { recursive: true });
    const { items } = JSON.parse((await run(['--json', 'sync', 'notes/one'])).out);
    expect(items).toMatchObject([{ action: 'new', tookPlace: true }]);
    write('two/README.md', 'Two again.');
    const german = await run(['sync', 'notes/two'], { env: { LANG: 'de_DE.UTF-8' } });
    expect(german.err).toContain('das nicht aus diesem Ordner kam');
  });

  test('run again after it was killed, it goes on: nothing is lost and nothing twice', async () => {
    write('a.md', 'One.');
    write('b.md', 'Two.');
    await sync();
    const before = await documents();
    // As if it had ended between the upload and the note of it.
    rmSync(join(home, '.knowmind/sync'), { recursive: true });
    write('c.md', 'Three.');
    const { items } = JSON.parse((await sync('--json')).out);
    expect(items.map(({ path }: { path: string }) => path)).toEqual(['a.md', 'b.md', 'c.md']);
    expect(await titles()).toEqual(['a.md', 'b.md', 'c.md']);
    expect((await documents()).map(({ id }) => id)).toEqual(
      expect.arrayContaining(before.map(({ id }) => id)),
    );
  });

  test('a document that was erased meanwhile is stored anew when its file changes', async () => {
    write('a.md', 'One.');
    await sync();
    const [document] = await documents();
    await tenant.call('DELETE', `/api/v1/documents/${document?.id}`);
    write('a.md', 'One again.');
    expect(await counts()).toMatchObject({ changed: 1, failed: 0 });
    expect(await titles()).toEqual(['a.md']);
  });

  test('--watch stores what changes until it is stopped', async () => {
    write('a.md', 'One.');
    let stop = () => {};
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
    });
    const ended = run(['sync', 'notes', '--watch'], { stopped });
    const until = async (wanted: string[]) => {
      for (let tries = 0; tries < 100 && String(await titles()) !== String(wanted); tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await titles()).toEqual(wanted);
    };
    await until(['a.md']);
    write('b.md', 'Two.');
    write('broken.pdf', '%PDF-1.4 nothing');
    await until(['a.md', 'b.md']);
    renameSync(join(folder, 'b.md'), join(folder, 'c.md'));
    await until(['a.md', 'c.md']);
    write('d.md', 'Three.');
    await until(['a.md', 'c.md', 'd.md']);
    stop();
    const { code, out, err } = await ended;
    expect(code).toBe(0);
    // What was told before, and is as it was, is not counted again.
    expect(out).toContain('[1/1] d.md: new');
    expect(err.match(/broken\.pdf/g)).toHaveLength(1);
  });

  test('what is no folder, a broken manifest and a wrong token are told in one line', async () => {
    write('a.md', 'One.');
    expect(await run(['sync', 'nowhere'])).toMatchObject({ code: 2, out: '' });
    expect((await run(['sync', 'notes/a.md'])).err).toContain('no folder');
    await sync();
    const [name] = readdirSync(join(home, '.knowmind/sync'));
    const path = join(home, '.knowmind/sync', String(name));
    for (const broken of ['{', '{"files":[1]}', 'null']) {
      writeFileSync(path, broken);
      expect((await sync()).err).toContain('is not valid');
    }
    rmSync(path);
    const { token } = await tenant.makeToken({ name: 'reader', scopes: ['read'] });
    const refused = await run(['sync', 'notes'], { env: { KNOWMIND_TOKEN: token } });
    expect(refused).toMatchObject({ code: 2 });
  });
});
