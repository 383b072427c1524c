import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { invoke } from '../packages/server/src/invoke.ts';
import { runLine } from './command-line.ts';
import { createTenant, makeFolder, sharedApp, type Tenant } from './harness.ts';

let from: Tenant;
let archive: string[];

const store = async (tenant: Tenant, body: object) =>
  (await tenant.call('POST', '/api/v1/memory/entries', body)).body;

async function exported(tenant: Tenant): Promise<string[]> {
  const response = await fetch(`${tenant.app.url}/api/v1/workspace/export`, {
    headers: { authorization: `Bearer ${tenant.token}` },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toContain('knowmind-archive.jsonl');
  return (await response.text()).trimEnd().split('\n');
}

/** What the archive holds of the workspace itself, without the log and what names the moment. */
const records = (lines: string[]): Record<string, unknown>[] =>
  lines
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => ['entity', 'memory', 'document', 'relation'].includes(kind))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

const bringIn = (tenant: Tenant, list: unknown[]) =>
  tenant.call('POST', '/api/v1/workspace/import', { records: list });

beforeAll(async () => {
  from = await createTenant(await sharedApp());
  const first = await store(from, {
    content: 'The office is in Bremen.',
    tags: ['place', 'hq'],
    source: 'wiki',
  });
  await store(from, {
    content: 'Anna leads [[Project Aurora]].',
    title: 'Lead',
    source: 'wiki',
    domain: 'work',
  });
  await from.call('POST', `/api/v1/memory/entries/${first.id}/supersede`, {
    content: 'The office is in Hamburg.',
    reason: 'We moved.',
  });
  const put = async (body: object) => (await from.call('PUT', '/api/v1/graph/entities', body)).body.id;
  const app = await put({ name: 'Billing', entity_class: 'Application', aliases: ['Fakturierung'] });
  const box = await put({ name: 'Box', entity_class: 'Container' });
  const host = await put({ name: 'Rügen', entity_class: 'Host', description: 'In the cellar' });
  await from.call('POST', '/api/v1/documents', {
    title: 'Handbook',
    content: '# Doors\n\nThe side door sticks.\n\nSee [[Project Aurora]].',
  });
  const chunks = [
    { content: 'Cut by hand, first.', headingPath: ['A', 'B'] },
    { content: 'Cut by hand, second.' },
  ];
  await from.call('POST', '/api/v1/documents', {
    title: 'Own',
    content: 'Cut by hand.',
    source: 'wiki',
    chunks,
  });
  const link = async (body: object) =>
    expect((await from.call('POST', '/api/v1/graph/relations', body)).status).toBe(201);
  await link({ from_id: app, predicate: 'DEPLOYED_TO', to_id: box });
  await link({
    from_id: box,
    predicate: 'HOSTED_ON',
    to_id: host,
    confidence: 0.7,
  });
  archive = await exported(from);
});

describe('a round trip', () => {
  test('compares equal: memories with history, entities with aliases, relations', async () => {
    const to = await createTenant(await sharedApp());
    const list = records(archive);
    expect(list.map(({ kind }) => kind).sort()).toEqual(
      [
        ...Array(4).fill('entity'),
        ...Array(3).fill('memory'),
        ...Array(2).fill('document'),
        ...Array(5).fill('relation'),
      ].sort(),
    );
    const rest = list.filter(({ kind }) => kind !== 'relation');
    expect((await bringIn(to, rest)).body).toEqual({ created: 9, unchanged: 0 });
    const relations = list.filter(({ kind }) => kind === 'relation');
    expect((await bringIn(to, relations)).body).toEqual({ created: 5, unchanged: 0 });
    expect(records(await exported(to))).toEqual(list);
  });
  test('brings what follows from it: derived edges, history, recall', async () => {
    const to = await createTenant(await sharedApp());
    const list = records(archive);
    await bringIn(to, list);
    const derived = async (tenant: Tenant) =>
      (await tenant.call('GET', '/api/v1/graph/relations?limit=100')).body.items
        .map(({ predicate, from: a, to: b, confidence, reason }: never) => [
          predicate,
          (a as { name: string }).name,
          (b as { name: string }).name,
          confidence,
          reason,
        ])
        .sort();
    expect(await derived(to)).toEqual(await derived(from));
    expect(await derived(to)).toContainEqual(['RUNS_ON', 'Billing', 'Rügen', 0.7, null]);
    const found = async (tenant: Tenant) => {
      const { body } = await tenant.call('POST', '/api/v1/memory/recall', { query: 'Where is the office?' });
      return body.items.map(({ memory_id, score }: { memory_id: string; score: number }) => [
        memory_id,
        score,
      ]);
    };
    expect(await found(to)).toEqual(await found(from));
    expect(await found(to)).not.toEqual([]);
    const passage = async (tenant: Tenant) =>
      (await tenant.call('POST', '/api/v1/memory/recall', { query: 'side door' })).body.items[0];
    expect(await passage(to)).toMatchObject({
      title: 'Handbook',
      document_id: (await passage(from)).document_id,
    });
    const old = list.find(({ content }) => content === 'The office is in Bremen.');
    const history = async (tenant: Tenant) =>
      (await tenant.call('GET', `/api/v1/memory/entries/${old?.id}/history`)).body.items;
    expect(await history(to)).toEqual(await history(from));
  });
  test('repeated, or after it broke off, changes nothing and completes it', async () => {
    const to = await createTenant(await sharedApp());
    const list = records(archive).filter(({ kind }) => kind !== 'relation');
    await bringIn(to, list.slice(0, 3));
    expect((await bringIn(to, list)).body).toEqual({ created: 6, unchanged: 3 });
    expect((await bringIn(to, list)).body).toEqual({ created: 0, unchanged: 9 });
  });
});

describe('a round trip also keeps', () => {
  test('a fact that was superseded before its time began', async () => {
    const [a, b] = [await createTenant(await sharedApp()), await createTenant(await sharedApp())];
    const { id } = await store(a, { content: 'The fair opens.', valid_from: '2090-01-01T00:00:00Z' });
    await a.call('POST', `/api/v1/memory/entries/${id}/supersede`, { content: 'The fair is cancelled.' });
    const list = records(await exported(a));
    expect((await bringIn(b, list)).body).toEqual({ created: 3, unchanged: 0 });
    expect(records(await exported(b))).toEqual(list);
  });
  test('an archive whole: what was written late is in it with its edges, or not at all', async () => {
    const { app, owner, call } = await createTenant(await sharedApp());
    const { output } = await invoke(app.services, 'exportWorkspace', { caller: owner, input: {} });
    const lines: string[] = [];
    let late = false;
    for await (const part of output) {
      lines.push(part);
      if (late || lines.length < 4) continue;
      late = true;
      await call('POST', '/api/v1/workspace/import', { records: records(archive) });
    }
    const list = records(lines.join('').trimEnd().split('\n'));
    expect(list.filter(({ kind }) => kind === 'relation')).toEqual([]);
    expect((await call('GET', '/api/v1/stats')).body.relations).toBeGreaterThan(0);
  });
  test('nothing of an id that means something else here', async () => {
    const to = await createTenant(await sharedApp());
    const list = records(archive);
    const made = list.find(({ kind }) => kind === 'entity');
    await bringIn(to, [made]);
    const memory = list.find(({ kind }) => kind === 'memory');
    const answer = await bringIn(to, [{ ...memory, id: made?.id }]);
    expect(answer.body.error).toMatchObject({ code: 'conflict', currentId: made?.id });
  });
});

describe('what does not fit is refused, and nothing of that call is kept', () => {
  const memory = (): Record<string, unknown> => records(archive).find(({ kind }) => kind === 'memory') ?? {};
  const relation = () => records(archive).find(({ predicate }) => predicate === 'DEPLOYED_TO') ?? {};
  const entity = () => records(archive).find(({ name }) => name === 'Billing') ?? {};
  const document = () => records(archive).find(({ title }) => title === 'Handbook') ?? {};
  const succession = () => records(archive).find(({ predicate }) => predicate === 'SUPERSEDES') ?? {};
  const third = '01890a5d-ac96-774b-bcce-b302099a8058';
  const other = '01890a5d-ac96-774b-bcce-b302099a8057';
  test.each([
    ['no record', () => [], 400],
    ['an unknown kind', () => [{ kind: 'token' }], 400],
    ['a field it does not have', () => [{ ...memory(), workspace_id: other }], 400],
    ['a text that is empty', () => [{ ...memory(), content: '  ' }], 400],
    ['a text that is too long', () => [{ ...memory(), content: 'x'.repeat(100 * 1024 + 1) }], 413],
    ['a secret', () => [{ ...memory(), content: 'AKIAIOSFODNN7EXAMPLE is the key' }], 422],
    ['a relation whose ends are in another workspace', () => [relation()], 400],
    ['a predicate that follows by itself', () => [entity(), { ...relation(), predicate: 'RUNS_ON' }], 400],
    ['two records of one id', () => [memory(), { ...memory(), title: 'Another' }], 400],
    ['one id for two kinds', () => [memory(), { ...entity(), id: memory().id }], 400],
    ['a document that is empty', () => [{ ...document(), content: ' ' }], 400],
    ['two documents of one title', () => [document(), { ...document(), id: third }], 409],
    [
      'a fact that takes the place of one that holds',
      () => {
        const [a, b]: Record<string, unknown>[] = [
          { ...memory(), valid_to: null },
          { ...memory(), id: third, content: 'Other.', valid_to: null },
        ];
        return [a, b, { ...succession(), from_id: a?.id, to_id: b?.id }];
      },
      400,
    ],
    [
      'facts that take the place of one another',
      () => {
        const ended: Record<string, unknown> = { ...memory(), valid_to: '2026-01-01T00:00:00Z' };
        const [a, b]: Record<string, unknown>[] = [ended, { ...ended, id: third, content: 'Other.' }];
        const there = { ...succession(), from_id: a?.id, to_id: b?.id };
        return [a, b, there, { ...there, id: relation().id, from_id: b?.id, to_id: a?.id }];
      },
      400,
    ],
    ['two entities of one name', () => [entity(), { ...entity(), id: third }], 409],
  ])('%s', async (_, list, status) => {
    const to = await createTenant(await sharedApp());
    const answer = await bringIn(
      to,
      [{ ...memory(), id: other, content: 'Comes first.' }, ...list()].slice(list().length === 0 ? 1 : 0),
    );
    expect(answer.status).toBe(status);
    expect((await to.call('GET', '/api/v1/stats')).body.memories).toBe(0);
    expect((await to.call('GET', '/api/v1/graph/entities')).body.items).toEqual([]);
  });
  test('what is here already under another id, or differs', async () => {
    const to = await createTenant(await sharedApp());
    await store(to, { content: 'The office is in Hamburg.' });
    const said = records(archive).filter(({ content }) => content === 'The office is in Hamburg.');
    expect((await bringIn(to, said)).status).toBe(409);
    const [old] = records(archive).filter(({ content }) => content === 'The office is in Bremen.');
    await bringIn(to, [old]);
    expect((await bringIn(to, [{ ...old, title: 'Other' }])).body.error.currentId).toBe(old?.id);
  });
  test('more than the plan holds', async () => {
    const { app, owner } = await createTenant(await sharedApp(), 'private');
    const many = Array.from({ length: 101 }, (_, n) => ({
      ...memory(),
      valid_to: null,
      id: `01890a5d-ac96-774b-bcce-${String(n).padStart(12, '0')}`,
      content: `Fact ${n}`,
    }));
    const call = (list: unknown[]) =>
      invoke(app.services, 'importRecords', { caller: owner, input: { records: list } });
    await expect(call(many)).rejects.toMatchObject({
      code: 'plan_required',
      extras: { requiredPlan: 'pro' },
    });
    expect((await call(many.slice(1))).output).toEqual({ created: 100, unchanged: 0 });
  });
});

describe('on the command line', () => {
  const run = (argv: string[], tenant: Tenant, options: { home?: string; input?: string } = {}) =>
    runLine(tenant, argv, { env: { KNOWMIND_TOKEN: tenant.token }, ...options });
  test('export to a file, import from it and from standard input', async () => {
    const to = await createTenant(await sharedApp());
    const home = makeFolder();
    expect((await run(['export', '--output', 'a.jsonl'], from, { home })).code).toBe(0);
    expect((await run(['import', 'a.jsonl'], to, { home })).out).toMatch(/^14 records are new, 0 were/);
    const { out } = await run(['export'], to);
    expect(records(out.trimEnd().split('\n'))).toEqual(records(archive));
    const again = await run(['import', '-', '--json'], to, { input: out });
    expect(JSON.parse(again.out)).toMatchObject({ created: 0, unchanged: 14 });
  });
  test.each([
    ['a file that is not there', null, 'There is no file a.jsonl.'],
    ['an empty file', () => '', 'not an archive'],
    ['something else', () => '{"a":1}\n', 'not an archive'],
    ['no JSON', () => 'PK\n', 'not an archive'],
    ['a newer form', () => '{"kind":"workspace","format":99}\n', 'newer than this program'],
    [
      'a broken line',
      () => [...archive.slice(0, 3), '{"kind":', ...archive.slice(3)].join('\n'),
      'Line 4 is not valid JSON. 2 records before it are new, 0 were here already.',
    ],
    [
      'an archive with something after its end',
      () => `${archive.join('\n')}\nRUBBISH\n`,
      'is not valid JSON. 14 records before it are new',
    ],
    [
      'a cut archive',
      () => archive.slice(0, 3).join('\n'),
      'cut off: its last line is missing or broken off. 2 records are new',
    ],
    [
      'an archive that was cut in the middle of a line',
      () => archive.slice(0, 4).join('\n').slice(0, -20),
      'cut off: its last line is missing or broken off. 2 records are new',
    ],
    [
      'a record that is none',
      () => `${archive[0]}\n{"kind":"memory"}\n{"kind":"end"}`,
      'Line 2 was refused: The request is not valid. id: It is missing.',
    ],
    [
      'a record of an unknown kind',
      () => `${archive[0]}\n\n{"kind":"wish"}\n{"kind":"end"}`,
      'Line 3 was refused: The request is not valid. kind: A record is an object whose kind is entity, memory, document or relation.',
    ],
    [
      'a record that is wrong among good ones',
      () =>
        [archive[0], ...archive.slice(1).map((line, n) => (n === 2 ? '{"kind":"relation"}' : line))].join(
          '\n',
        ),
      'Line 4 was refused',
    ],
  ])('%s', async (_, text, message) => {
    const to = await createTenant(await sharedApp());
    const home = makeFolder();
    if (text) writeFileSync(join(home, 'a.jsonl'), text());
    const { code, err } = await run(['import', 'a.jsonl'], to, { home });
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
  test('a refused line is told in German where the locale is German', async () => {
    const to = await createTenant(await sharedApp());
    const input = `${archive[0]}\n{"kind":"wish"}\n{"kind":"end"}`;
    const { err } = await runLine(to, ['import', '-'], {
      env: { KNOWMIND_TOKEN: to.token, LANG: 'de_DE.UTF-8' },
      input,
    });
    expect(err).toContain('Zeile 2 wurde abgelehnt: Eine Angabe stimmt nicht.');
    expect(err).not.toContain('records.');
  });
});
