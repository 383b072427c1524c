import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { inWorkspace } from '../packages/server/src/db/tenant.ts';
import { findNamedEntities, readSubgraph } from '../packages/server/src/graph/index.ts';
import { rankByGraph } from '../packages/server/src/recall/graph.ts';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await createTenant(await sharedApp());
});
type Relation = { from_id: string; predicate: string; to_id: string; derived: boolean; confidence: number };
const entities = '/api/v1/graph/entities';
const relations = '/api/v1/graph/relations';
const entity = async (name: string, entity_class: string, more = {}) =>
  (await tenant.call('PUT', entities, { name, entity_class, ...more })).body;
const link = (from_id: string, predicate: string, to_id: string, more = {}) =>
  tenant.call('POST', relations, { from_id, predicate, to_id, ...more });
const unlink = (from_id: string, predicate: string, to_id: string) =>
  tenant.call('DELETE', `${relations}?from_id=${from_id}&predicate=${predicate}&to_id=${to_id}`);
const edgesOf = async (id: string): Promise<Relation[]> =>
  (await tenant.call('GET', `${relations}?id=${id}&limit=100`)).body.items;
const said = async (id: string) =>
  (await edgesOf(id)).map(({ predicate, to_id }) => `${predicate} ${to_id}`).sort();
const store = async (content: string, more = {}) =>
  (await tenant.call('POST', '/api/v1/memory/entries', { content, ...more })).body;
/** Every edge must have its inverse, unless it is derived. */
const lonely = async () => {
  const { db } = tenant.app.services;
  const { rows } = await inWorkspace(db, tenant.workspaceId, (tx) =>
    sql<Relation>`SELECT from_id, predicate, to_id, derived, confidence FROM relation`.execute(tx),
  );
  const { body: schema } = await tenant.call('GET', '/api/v1/graph/schema');
  const inverse = new Map(
    schema.predicates.map((each: { predicate: string; inverse: string }) => [each.predicate, each.inverse]),
  );
  const all = new Set(rows.map(({ from_id, predicate, to_id }) => `${from_id} ${predicate} ${to_id}`));
  return rows.filter(
    (row) => !row.derived && !all.has(`${row.to_id} ${inverse.get(row.predicate)} ${row.from_id}`),
  );
};

describe('an entity', () => {
  test('is the same however its name is spelled, and its aliases are names', async () => {
    const first = await entity('Jürgen Groß', 'Person', { description: 'Runs it', aliases: ['JG'] });
    expect(first).toMatchObject({ name: 'Jürgen Groß', created: true, aliases: ['JG'] });
    for (const name of ['jürgen groß', 'JUERGEN  GROSS', ' Jurgen Gross\n', 'jg'])
      expect(await entity(name, 'Person')).toMatchObject({ id: first.id, created: false });
    const more = await entity('JG', 'Person', { aliases: ['Jürgen', 'jg'] });
    expect(more).toMatchObject({ id: first.id, name: 'Jürgen Groß', description: 'Runs it' });
    expect(more.aliases).toEqual(['JG', 'Jürgen']);
    expect((await entity('Jürgen Groß', 'Organization')).id).not.toBe(first.id);
    expect((await tenant.call('GET', `${entities}/${first.id}`)).body.aliases).toEqual(['JG', 'Jürgen']);
  });

  test('made by twenty at once is one', async () => {
    const names = ['Zürich', 'ZUERICH', 'zurich', 'Zuerich'];
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, n) => entity(names[n % 4] ?? '', 'Topic', { aliases: [`z${n % 3}`] })),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made.filter(({ created }) => created)).toHaveLength(1);
    expect((await tenant.call('GET', `${entities}/${made[0].id}`)).body.aliases).toEqual(['z0', 'z1', 'z2']);
  });

  test('does not take the name of another one of its class', async () => {
    const anna = await entity('Anna', 'Person');
    const answer = await tenant.call('PUT', entities, {
      name: 'Berta',
      entity_class: 'Person',
      aliases: ['ANNA'],
    });
    expect(answer.status).toBe(409);
    expect(answer.body.error).toMatchObject({ code: 'conflict', currentId: anna.id });
    expect((await tenant.call('GET', entities)).body.items).toHaveLength(1);
  });

  test('is listed by name, by beginning, by class, and page by page', async () => {
    for (const name of ['Ada', 'Adam', 'Ärger', 'Berta'])
      await entity(name, 'Person', { aliases: [`x${name}`] });
    await entity('Ada', 'Application');
    const names = async (query: string) =>
      (await tenant.call('GET', `${entities}?${query}`)).body.items.map(
        (item: { name: string }) => item.name,
      );
    expect(await names('name=ADA')).toEqual(['Ada', 'Ada']);
    expect(await names('prefix=ad')).toEqual(['Ada', 'Ada', 'Adam']);
    expect(await names('prefix=aerg&entity_class=Person')).toEqual(['Ärger']);
    expect(await names('')).toEqual(['Ada', 'Ada', 'Adam', 'Ärger', 'Berta']);
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await tenant.call('GET', `${entities}?limit=2${cursor}`);
      seen.push(...body.items.map((item: { name: string }) => item.name));
      if (!body.nextCursor) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual(['Ada', 'Ada', 'Adam', 'Ärger', 'Berta']);
    expect((await tenant.call('GET', `${entities}?cursor=nonsense`)).status).toBe(400);
  });

  test('with a bad name, class, description or secret is refused, and nothing is kept', async () => {
    const put = (body: unknown) => tenant.call('PUT', entities, body);
    const fine = { name: 'Anna', entity_class: 'Person' };
    for (const name of ['', ' ', '\u200b', '\u0301', '...', 'x'.repeat(201), 7, null])
      expect((await put({ ...fine, name })).status, String(name)).toBe(400);
    const wrong = await put({ ...fine, entity_class: 'Dragon' });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.message).toContain('Organization');
    expect((await put({ ...fine, description: 'x'.repeat(2001) })).status).toBe(400);
    expect((await put({ ...fine, aliases: Array(51).fill('a') })).status).toBe(400);
    expect((await put({ ...fine, aliases: ['ok', '!'] })).body.error.details[0].path).toBe('aliases.1');
    const secret = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
    expect((await put({ ...fine, description: secret })).status).toBe(422);
    expect((await put({ ...fine, aliases: [secret] })).status).toBe(422);
    expect((await tenant.call('GET', entities)).body.items).toEqual([]);
  });

  test('may have a hostile name, and it stays what it is', async () => {
    const names = [
      `'; DROP TABLE entity; --`,
      '<script>alert(1)</script>',
      '%a_\\',
      'a\u202eb',
      'C++',
      'C',
      '名前',
      '🦊',
    ];
    const made = await Promise.all(names.map((name) => entity(name, 'Concept')));
    expect(new Set(made.map(({ id }) => id)).size).toBe(names.length);
    for (const [index, name] of names.entries()) {
      expect(made[index].name).toBe(name.replace('\u202e', ''));
      const found = await tenant.call('GET', `${entities}?name=${encodeURIComponent(name)}`);
      expect(
        found.body.items.map(({ id }: { id: string }) => id),
        name,
      ).toEqual([made[index].id]);
    }
  });
});

describe('a relation', () => {
  test('is written and removed with its inverse, and twice is once', async () => {
    const [anna, acme] = [await entity('Anna', 'Person'), await entity('Acme', 'Client')];
    const first = await link(anna.id, 'works for', acme.id, { confidence: 0.8 });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      predicate: 'WORKS_FOR',
      inverse: 'HAS_EMPLOYEE',
      confidence: 0.8,
      created: true,
      from: { name: 'Anna', type: 'entity', entity_class: 'Person' },
      to: { name: 'Acme', entity_class: 'Client' },
    });
    const again = await link(acme.id, 'HAS_EMPLOYEE', anna.id);
    expect(again.body).toMatchObject({ created: false, confidence: 0.8 });
    expect((await link(anna.id, 'IS_EMPLOYEE_OF', acme.id)).body.id).toBe(first.body.id);
    expect(await said(acme.id)).toEqual([`HAS_EMPLOYEE ${anna.id}`]);
    expect((await unlink(acme.id, 'HAS_EMPLOYEE', anna.id)).body).toEqual({ removed: true });
    expect((await unlink(acme.id, 'HAS_EMPLOYEE', anna.id)).body).toEqual({ removed: false });
    expect([...(await edgesOf(anna.id)), ...(await edgesOf(acme.id))]).toEqual([]);
  });

  test('that reads the same in both directions has itself as inverse', async () => {
    const [anna, berta] = [await entity('Anna', 'Person'), await entity('Berta', 'PseudonymizedPerson')];
    await link(anna.id, 'KNOWS', berta.id);
    expect(await said(berta.id)).toEqual([`KNOWS ${anna.id}`]);
    await unlink(anna.id, 'KNOWS', berta.id);
    expect(await said(berta.id)).toEqual([]);
  });

  test('made and removed by twenty at once is whole or gone', async () => {
    const [anna, acme] = [await entity('Anna', 'Person'), await entity('Acme', 'Organization')];
    const made = await Promise.all(Array.from({ length: 20 }, () => link(anna.id, 'WORKS_FOR', acme.id)));
    expect(made.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(made.filter(({ body }) => body.created)).toHaveLength(1);
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
    const gone = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2 ? unlink(anna.id, 'WORKS_FOR', acme.id) : unlink(acme.id, 'HAS_EMPLOYEE', anna.id),
      ),
    );
    expect(gone.filter(({ body }) => body.removed)).toHaveLength(1);
    expect(await lonely()).toEqual([]);
    expect(await edgesOf(anna.id)).toEqual([]);
  });

  test('that does not fit is refused with those that would', async () => {
    const [anna, acme] = [await entity('Anna', 'Person'), await entity('Acme', 'Organization')];
    const refusal = async (predicate: string, from = anna.id, to = acme.id) => {
      const { status, body } = await link(from, predicate, to);
      expect(status, predicate).toBe(400);
      expect(body.error.code).toBe('invalid_request');
      return body.error.message;
    };
    expect(await refusal('EATS')).toMatch(/no predicate "EATS".*WORKS_FOR/);
    expect(await refusal('HOSTS')).toMatch(/HOSTS leads from Host to Container, not from Person.*WORKS_FOR/);
    expect(await refusal('HAS_EMPLOYEE')).toContain('WORKS_FOR');
    expect(await refusal('RUNS_ON')).toContain('DEPLOYED_TO and HOSTED_ON');
    for (const predicate of ['WORKS_FOR_CLIENT', 'HOST_SERVES_CLIENT', 'DEPENDS_ON_SUPPLIER'])
      expect(await refusal(predicate)).toContain('follows by itself');
    expect(await refusal('SUPERSEDES')).toContain('written by the system');
    expect(await refusal('REFERENCES_ENTITY')).toContain('written by the system');
    expect(await refusal('KNOWS', anna.id, anna.id)).toContain('itself');
    expect((await unlink(anna.id, 'RUNS_ON', acme.id)).status).toBe(400);
    expect((await unlink(anna.id, 'EATS', acme.id)).status).toBe(400);
    expect(await edgesOf(anna.id)).toEqual([]);
  });

  test('with bad input is refused', async () => {
    const [anna, acme] = [await entity('Anna', 'Person'), await entity('Acme', 'Organization')];
    const fine = { from_id: anna.id, to_id: acme.id, predicate: 'WORKS_FOR' };
    const bad = [
      { ...fine, confidence: 0 },
      { ...fine, confidence: 1.1 },
      { ...fine, confidence: 'high' },
      { ...fine, predicate: 'x'.repeat(61) },
      { ...fine, from_id: 'Anna' },
      { ...fine, rel_type: 'KNOWS' },
      { from_id: anna.id, to_id: acme.id },
      {},
    ];
    for (const body of bad) expect((await tenant.call('POST', relations, body)).status).toBe(400);
    expect((await link(anna.id, `'; DROP TABLE relation; --`, acme.id)).status).toBe(400);
    expect(
      (await tenant.call('POST', relations, { ...fine, predicate: undefined, rel_type: 'WORKS_FOR' })).status,
    ).toBe(201);
    expect((await tenant.call('GET', `${relations}?predicate=EATS`)).status).toBe(400);
    expect((await tenant.call('GET', `${relations}?id=x`)).status).toBe(400);
  });

  test('of another workspace is not there', async () => {
    const [anna, acme] = [await entity('Anna', 'Person'), await entity('Acme', 'Organization')];
    await link(anna.id, 'WORKS_FOR', acme.id);
    const stranger = await createTenant(await sharedApp());
    const own = (await stranger.call('PUT', entities, { name: 'Anna', entity_class: 'Person' })).body;
    expect(own.id).not.toBe(anna.id);
    const ids = { from_id: own.id, to_id: acme.id, predicate: 'WORKS_FOR' };
    expect((await stranger.call('POST', relations, ids)).status).toBe(404);
    expect((await stranger.call('POST', relations, { ...ids, from_id: anna.id, to_id: own.id })).status).toBe(
      404,
    );
    expect((await stranger.call('DELETE', relations, { ...ids, from_id: anna.id })).body.removed).toBe(false);
    expect((await stranger.call('GET', `${relations}?id=${anna.id}`)).status).toBe(404);
    expect((await stranger.call('GET', relations)).body.items).toEqual([]);
    expect((await stranger.call('GET', `${entities}/${anna.id}`)).status).toBe(404);
    expect((await stranger.call('GET', `/api/v1/graph/neighborhood?id=${anna.id}`)).status).toBe(404);
    const given = { predicate: 'PRODUCED_BY', object: anna.id };
    const refused = await stranger.call('POST', '/api/v1/memory/entries', {
      content: 'x',
      relations: [given],
    });
    expect(refused.status).toBe(400);
    expect(await said(anna.id)).toEqual([`WORKS_FOR ${acme.id}`]);
  });

  test('is listed newest first, by predicate, page by page', async () => {
    const anna = await entity('Anna', 'Person');
    const skills = [];
    for (let n = 0; n < 5; n += 1) skills.push(await entity(`Skill ${n}`, 'Skill'));
    for (const { id } of skills) await link(anna.id, 'HAS_SKILL', id);
    await link(anna.id, 'WORKS_FOR', (await entity('Acme', 'Organization')).id);
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await tenant.call(
        'GET',
        `${relations}?id=${anna.id}&predicate=HAS_SKILL&limit=2${cursor}`,
      );
      seen.push(...body.items.map((item: Relation) => item.to_id));
      if (!body.nextCursor) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual(skills.map(({ id }) => id).reverse());
    expect((await tenant.call('GET', `${relations}?predicate=SKILL_OF`)).body.items).toHaveLength(5);
  });

  test('goes by its older names on the older path', async () => {
    const [anna, acme] = [await entity('Anna', 'Person'), await entity('Acme', 'Organization')];
    const old = '/api/graph/relations';
    const ends = { fromId: anna.id, toId: acme.id, relType: 'WORKS_FOR' };
    const made = await tenant.call('POST', old, ends);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ ...ends, created: true, confidence: 1 });
    const listed = await tenant.call('GET', `${old}?memoryId=${anna.id}&relType=works_for`);
    expect(listed.body.items).toEqual([{ ...ends, id: made.body.id, confidence: 1, derived: false }]);
    expect((await tenant.call('POST', old, { ...ends, relType: 'HOSTS' })).status).toBe(400);
    expect((await tenant.call('DELETE', old, ends)).body).toEqual({ removed: true });
    expect((await tenant.call('DELETE', `${old}?${new URLSearchParams(ends)}`)).body).toEqual({
      removed: false,
    });
    expect((await tenant.call('DELETE', old, '{')).status).toBe(400);
  });

  test('is in the audit log without the names of what it connects', async () => {
    const memory = await store('The xylograph', { title: 'Xylograph' });
    const topic = await entity('Art', 'Topic');
    await link(memory.id, 'ABOUT', topic.id);
    await unlink(memory.id, 'ABOUT', topic.id);
    const { items } = (await tenant.call('GET', '/api/v1/audit?action=relation')).body;
    expect(items.map(({ action }: { action: string }) => action)).toEqual([
      'relation.removed',
      'relation.created',
    ]);
    expect(items[1]).toMatchObject({ target: { name: 'ABOUT' }, details: { from: memory.id, to: topic.id } });
    expect(JSON.stringify(items)).not.toContain('ylograph');
  });
});

describe('a derived edge', () => {
  test('comes with the last edge it rests on and goes with the first, whichever it is', async () => {
    const names = { app: 'Application', box: 'Container', host: 'Host', client: 'Organization' };
    const made: Record<string, string> = {};
    for (const [name, kind] of Object.entries(names)) made[name] = (await entity(name, kind)).id;
    const { app = '', box = '', host = '', client = '' } = made;
    const steps: [string, string, string][] = [
      [app, 'DEPLOYED_TO', box],
      [host, 'HOSTS', box],
      [client, 'HAS_OPERATED_APPLICATION', app],
    ];
    const follows = async () =>
      (await tenant.call('GET', `${relations}?limit=100`)).body.items
        .filter(({ derived }: Relation) => derived)
        .map(({ from_id, predicate, to_id }: Relation) => `${from_id} ${predicate} ${to_id}`)
        .sort();
    const all = [`${app} RUNS_ON ${host}`, `${host} HOST_SERVES_CLIENT ${client}`].sort();
    for (const step of steps) await link(...step);
    expect(await follows()).toEqual(all);
    for (const step of steps) {
      await unlink(...step);
      expect((await follows()).length, step[1]).toBe(step[1] === 'HAS_OPERATED_APPLICATION' ? 1 : 0);
      await link(...step);
      expect(await follows(), step[1]).toEqual(all);
    }
    expect((await edgesOf(client)).map(({ predicate }) => predicate)).toContain('HOST_SERVES_CLIENT');
  });

  test('stays while another path bears it, and is as sure as the surest one', async () => {
    const [anna, acme] = [await entity('Anna', 'Person'), await entity('Acme', 'Organization')];
    const projects = [await entity('One', 'Project'), await entity('Two', 'Project')];
    for (const [index, { id }] of projects.entries()) {
      await link(anna.id, 'WORKS_ON', id, { confidence: index ? 0.5 : 1 });
      await link(id, 'FOR_CLIENT', acme.id, { confidence: 0.5 });
    }
    const derived = async () => (await edgesOf(acme.id)).filter((edge) => edge.derived);
    expect(await derived()).toMatchObject([
      { predicate: 'WORKS_FOR_CLIENT', from_id: anna.id, confidence: 0.5 },
    ]);
    await unlink(anna.id, 'WORKS_ON', projects[0].id);
    expect(await derived()).toMatchObject([{ from_id: anna.id, confidence: 0.25 }]);
    await unlink(projects[1].id, 'FOR_CLIENT', acme.id);
    expect(await derived()).toEqual([]);
  });

  test('is not missed when each of its halves is written at the same time', async () => {
    const app = await entity('App', 'Application');
    for (let round = 0; round < 10; round += 1) {
      const [tech, firm] = [await entity(`T${round}`, 'Technology'), await entity(`F${round}`, 'Supplier')];
      await Promise.all([
        link(app.id, 'USES_TECHNOLOGY', tech.id),
        link(tech.id, 'TECHNOLOGY_SUPPLIED_BY', firm.id),
      ]);
    }
    const follows = (await edgesOf(app.id)).filter(({ predicate }) => predicate === 'DEPENDS_ON_SUPPLIER');
    expect(follows).toHaveLength(10);
  });

  test('is always what its paths say, whatever is linked and unlinked', async () => {
    const make = (kind: string) =>
      Promise.all([0, 1, 2].map(async (n) => (await entity(`${kind}${n}`, kind)).id));
    const [apps, boxes, hosts, clients] = await Promise.all(
      ['Application', 'Container', 'Host', 'Organization'].map(make),
    );
    const kinds: [string, string[] | undefined, string[] | undefined][] = [
      ['DEPLOYED_TO', apps, boxes],
      ['HOSTED_ON', boxes, hosts],
      ['OPERATED_FOR', apps, clients],
    ];
    // A fixed sequence: the same steps at every run.
    let seed = 42;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * below);
    };
    const edges = new Set<string>();
    for (let step = 0; step < 120; step += 1) {
      const [predicate, subjects, objects] = kinds[random(3)] ?? kinds[0] ?? ['', [], []];
      const [from = '', to = ''] = [subjects?.[random(3)], objects?.[random(3)]];
      const edge = `${from} ${predicate} ${to}`;
      if (edges.delete(edge)) expect((await unlink(from, predicate, to)).body.removed).toBe(true);
      else expect((await link(from, predicate, to)).body.created, edge).toBe(Boolean(edges.add(edge)));
    }
    const list = [...edges].map((edge) => edge.split(' '));
    const runsOn = list.flatMap(([app, first, box]) =>
      first === 'DEPLOYED_TO'
        ? list.filter(([from, p]) => from === box && p === 'HOSTED_ON').map(([, , host]) => [app, host])
        : [],
    );
    const serves = runsOn.flatMap(([app, host]) =>
      list
        .filter(([from, p]) => from === app && p === 'OPERATED_FOR')
        .map(([, , client]) => `${host} ${client}`),
    );
    const { db } = tenant.app.services;
    const { rows } = await inWorkspace(db, tenant.workspaceId, (tx) =>
      sql<Relation>`SELECT from_id, predicate, to_id FROM relation WHERE derived`.execute(tx),
    );
    const found = (name: string) =>
      rows
        .filter(({ predicate }) => predicate === name)
        .map(({ from_id, to_id }) => `${from_id} ${to_id}`)
        .sort();
    expect(found('RUNS_ON')).toEqual([...new Set(runsOn.map((pair) => pair.join(' ')))].sort());
    expect(found('HOST_SERVES_CLIENT')).toEqual([...new Set(serves)].sort());
    expect(runsOn.length).toBeGreaterThan(0);
    expect(await lonely()).toEqual([]);
  });
});

describe('a memory', () => {
  const named = async (id: string) =>
    (await tenant.call('GET', `${relations}?id=${id}`)).body.items
      .map(({ predicate, to }: { predicate: string; to: { name: string } }) => `${predicate} ${to.name}`)
      .sort();

  test('is linked to what its text names: [[a name]] is made, @one is only found', async () => {
    const anna = await entity('Anna Schmidt', 'Person', { aliases: ['asch'] });
    await entity('acme', 'Organization');
    const text =
      '[[Umzug|move]] with @Anna Schmidt and @nobody, see [[ANNA  schmidt]], mail a@acme.de, `[[code]] @acme`';
    const { id } = await store(text);
    expect(await named(id)).toEqual(['REFERENCES_ENTITY Anna Schmidt', 'REFERENCES_ENTITY Umzug']);
    expect(await said(anna.id)).toEqual([`REFERENCED_BY ${id}`]);
    expect(await named((await store('Ask @asch.')).id)).toEqual(['REFERENCES_ENTITY Anna Schmidt']);
    expect((await tenant.call('GET', `${entities}?name=umzug`)).body.items[0].entity_class).toBe('Concept');
    const next = await tenant.call('POST', `/api/v1/memory/entries/${id}/supersede`, {
      content: 'Now [[Renovierung]] with @acme',
    });
    expect(await named(next.body.id)).toEqual(
      [
        'REFERENCES_ENTITY Renovierung',
        'REFERENCES_ENTITY acme',
        'SUPERSEDES [[Umzug|move]] with @Anna Schmidt and @nobody, see [[ANNA schmidt]], mail…',
      ].map((line, index) => (index < 2 ? line : expect.stringMatching(/^SUPERSEDES /))),
    );
  });

  test('is linked to what is given with it, and what is missing is made', async () => {
    await entity('Umbau', 'Project');
    const { id } = await store('Notes of the meeting', {
      relations: [
        { predicate: 'ABOUT', object: 'Kitchen', object_description: 'Where we cook', confidence: 0.7 },
        { predicate: 'PRODUCED_BY', object: 'umbau' },
        { predicate: 'SUPPORTS', object: 'Lease', object_class: 'Contract' },
      ],
    });
    expect(await named(id)).toEqual(['ABOUT Kitchen', 'PRODUCED_BY Umbau', 'SUPPORTS Lease']);
    const [kitchen] = (await tenant.call('GET', `${entities}?name=kitchen`)).body.items;
    expect(kitchen).toMatchObject({ entity_class: 'Topic', description: 'Where we cook' });
    const again = await store('Notes of the meeting', {
      relations: [{ predicate: 'ABOUT', object: 'Garden' }],
    });
    expect(again).toMatchObject({ id, unchanged: true });
    expect(await named(id)).toContain('ABOUT Garden');
    const task = { predicate: 'ASSIGNED_TO', object: 'Anna', object_class: 'Person' };
    expect(
      (await store('Call the plumber', { memory_type: 'episodic', relations: [task] })).id,
    ).toBeDefined();
    const other = await store('More', { relations: [{ predicate: 'SUPPORTED_BY', object: id }] });
    expect(await named(id)).toContain('SUPPORTS More');
    expect(other.id).toBeDefined();
  });

  test('with a relation that does not fit is refused as a whole', async () => {
    const refusal = async (relation: unknown) => {
      const { status, body } = await tenant.call('POST', '/api/v1/memory/entries', {
        content: 'Refused [[Ghost]]',
        relations: [relation],
      });
      return [status, body.error.message, body.error.details?.[0]?.path];
    };
    const fine = { predicate: 'ABOUT', object: 'Kitchen' };
    expect(await refusal({ ...fine, predicate: 'EATS' })).toEqual([
      400,
      expect.stringContaining('ABOUT'),
      'relations.0.predicate',
    ]);
    expect(await refusal({ ...fine, predicate: 'WORKS_FOR' })).toEqual([
      400,
      expect.stringMatching(/Person.*ABOUT/),
      'relations.0.predicate',
    ]);
    expect(await refusal({ ...fine, object_class: 'Person' })).toEqual([
      400,
      expect.stringContaining('Topic'),
      'relations.0.predicate',
    ]);
    expect(await refusal({ predicate: 'SUPPORTS', object: 'Lease' })).toEqual([
      400,
      expect.stringContaining('Contract or Document or FileResource'),
      'relations.0.object_class',
    ]);
    expect((await refusal({ ...fine, predicate: 'RUNS_ON' }))[0]).toBe(400);
    expect((await refusal({ ...fine, object: '?' }))[0]).toBe(400);
    expect((await refusal({ ...fine, object: 'x'.repeat(201) }))[0]).toBe(400);
    expect((await refusal({ ...fine, confidence: 2 }))[0]).toBe(400);
    expect(
      (await refusal({ ...fine, object_description: ['-----BEGIN', 'PRIVATE KEY-----'].join(' ') }))[0],
    ).toBe(422);
    expect((await tenant.call('GET', entities)).body.items).toEqual([]);
    expect((await tenant.call('GET', '/api/v1/stats')).body.memories).toBe(0);
    const many = Array(51).fill(fine);
    expect(
      (await tenant.call('POST', '/api/v1/memory/entries', { content: 'x', relations: many })).status,
    ).toBe(400);
  });

  test('takes its edges with it when it is erased, and the names that only it had brought', async () => {
    const kept = await entity('Anna', 'Person');
    await store('[[Shared]] is named elsewhere');
    const { id } = await store('[[Xylograph]] of @Anna, [[Shared]]', {
      relations: [{ predicate: 'ABOUT', object: 'Engraving' }],
    });
    expect((await tenant.call('DELETE', `/api/v1/memory/entries/${id}`)).status).toBe(200);
    const names = (await tenant.call('GET', entities)).body.items.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['Anna', 'Shared']);
    expect(await edgesOf(kept.id)).toEqual([]);
    expect(await lonely()).toEqual([]);
  });

  test('leaves the names that went with it in no audit entry and no kept answer, and the chain intact', async () => {
    const kept = await store('Kept');
    const { id } = await store('Of [[Unread]]', { relations: [{ predicate: 'ABOUT', object: 'Xylograph' }] });
    const [{ id: named }] = (await tenant.call('GET', `${entities}?name=Xylograph`)).body.items;
    await tenant.call('GET', `${entities}/${named}`);
    await tenant.call('GET', `/api/v1/graph/neighborhood?id=${named}`);
    const relation = { from_id: kept.id, predicate: 'ABOUT', to_id: named };
    const headers = { 'idempotency-key': 'link-1' };
    expect((await tenant.call('POST', relations, relation, { headers })).text).toContain('Xylograph');
    await unlink(kept.id, 'ABOUT', named);
    expect((await tenant.call('DELETE', `/api/v1/memory/entries/${id}`)).status).toBe(200);
    for (const table of ['audit_entry', 'idempotency', 'entity', 'entity_name']) {
      const { rows } = await inWorkspace(tenant.app.services.db, tenant.workspaceId, (tx) =>
        sql`SELECT FROM ${sql.table(table)} t WHERE t::text ILIKE '%xylograph%'`.execute(tx),
      );
      expect(rows, table).toEqual([]);
    }
    const { items } = (await tenant.call('GET', '/api/v1/audit?action=entity.erased')).body;
    expect(items).toMatchObject([{ actor: { type: 'system' }, target: { id: named, name: null } }]);
    expect((await tenant.call('GET', '/api/v1/audit/verify')).body).toMatchObject({ intact: true });
  });

  test('erased while twenty link to it leaves no edge behind', async () => {
    const topic = await entity('Art', 'Topic');
    const { id } = await store('Gone soon');
    const [erased, ...linked] = await Promise.all([
      tenant.call('DELETE', `/api/v1/memory/entries/${id}`),
      ...Array.from({ length: 20 }, () => link(id, 'ABOUT', topic.id)),
    ]);
    expect(erased.status).toBe(200);
    for (const { status } of linked) expect([201, 404]).toContain(status);
    expect(await edgesOf(topic.id)).toEqual([]);
  });

  test('stored by twenty at once with the same names makes each of them once', async () => {
    const stored = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        store(`Note ${n} about [[Müller]] and [[Task ${n % 2}]]`, {
          source: `s${n % 3}`,
          relations: [{ predicate: 'ABOUT', object: n % 2 ? 'MUELLER' : 'Müller' }],
        }),
      ),
    );
    expect(stored.every(({ id }) => typeof id === 'string')).toBe(true);
    const { items } = (await tenant.call('GET', `${entities}?name=müller`)).body;
    expect(items.map((item: { entity_class: string }) => item.entity_class)).toEqual(['Concept', 'Topic']);
    expect(await lonely()).toEqual([]);
  });
});

test('twenty who store, supersede, link, unlink and erase at once leave no broken edge and wait for no one for ever', async () => {
  const topic = await entity('Art', 'Topic');
  const starts = await Promise.all([0, 1, 2, 3].map((n) => store(`Start ${n}`, { source: `s${n % 2}` })));
  const shared = starts.map(({ id }) => id);
  const entries = '/api/v1/memory/entries';
  const client = async (n: number) => {
    const statuses: number[] = [];
    const id = shared[n % 4] ?? '';
    const note = {
      content: `Note ${n} of [[Anna]]`,
      source: `s${n % 2}`,
      relations: [{ predicate: 'ABOUT', object: 'Art' }],
    };
    const own = await tenant.call('POST', entries, note);
    statuses.push(own.status);
    const next = { content: `Now ${n} of [[Berta]] and [[Anna]]` };
    statuses.push((await link(id, 'ABOUT', topic.id)).status);
    statuses.push((await tenant.call('POST', `${entries}/${id}/supersede`, next)).status);
    statuses.push((await unlink(own.body.id, 'ABOUT', topic.id)).status);
    statuses.push((await link(own.body.id, 'SUPPORTS', id)).status);
    statuses.push((await tenant.call('DELETE', `${entries}/${n % 2 ? id : own.body.id}`)).status);
    return statuses;
  };
  const statuses = (await Promise.all(Array.from({ length: 20 }, (_, n) => client(n)))).flat();
  expect(statuses.filter((status) => ![200, 201, 404, 409].includes(status))).toEqual([]);
  expect(await lonely()).toEqual([]);
  const { rows } = await inWorkspace(tenant.app.services.db, tenant.workspaceId, (tx) =>
    sql`SELECT FROM relation WHERE from_id NOT IN (SELECT id FROM memory UNION ALL SELECT id FROM entity)`.execute(
      tx,
    ),
  );
  expect(rows).toEqual([]);
  expect((await tenant.call('GET', '/api/v1/audit/verify')).body.intact).toBe(true);
});

describe('the neighbourhood', () => {
  const around = async (id: string, query = '') =>
    (await tenant.call('GET', `/api/v1/graph/neighborhood?id=${id}${query}`)).body;

  test('grows by hops, shows each edge once, and says when it is cut', async () => {
    const people = [];
    for (let n = 0; n < 5; n += 1) people.push(await entity(`P${n}`, 'Person'));
    for (let n = 0; n < 4; n += 1) await link(people[n].id, 'KNOWS', people[n + 1].id);
    const start = people[0].id;
    for (const hops of [0, 1, 2, 3]) {
      const { nodes, relations: edges, cut } = await around(start, `&hops=${hops}`);
      expect(nodes.map(({ name, hops: far }: { name: string; hops: number }) => [name, far])).toEqual(
        people.slice(0, hops + 1).map(({ name }, index) => [name, index]),
      );
      expect(edges).toHaveLength(hops);
      expect(cut).toBe(false);
    }
    for (let n = 0; n < 6; n += 1) await link(start, 'HAS_SKILL', (await entity(`S${n}`, 'Skill')).id);
    const cut = await around(start, '&hops=2&limit=4');
    expect(cut.nodes).toHaveLength(4);
    expect(cut.cut).toBe(true);
  });

  test('reaches over derived edges, which have no inverse', async () => {
    const [app, tech, firm] = [
      await entity('App', 'Application'),
      await entity('Tech', 'Technology'),
      await entity('Firm', 'Organization'),
    ];
    await link(app.id, 'USES_TECHNOLOGY', tech.id);
    await link(firm.id, 'SUPPLIES_TECHNOLOGY', tech.id);
    const { nodes, relations: edges } = await around(firm.id);
    expect(nodes.map(({ name }: { name: string }) => name).sort()).toEqual(['App', 'Firm', 'Tech']);
    expect(edges).toHaveLength(3);
  });

  test('of nothing, of too many hops or of a wrong id is refused', async () => {
    const { id } = await entity('Anna', 'Person');
    const status = async (query: string) =>
      (await tenant.call('GET', `/api/v1/graph/neighborhood?${query}`)).status;
    expect(await status(`id=${id}&hops=4`)).toBe(400);
    expect(await status(`id=${id}&hops=-1`)).toBe(400);
    expect(await status(`id=${id}&limit=201`)).toBe(400);
    expect(await status('id=x')).toBe(400);
    expect(await status('')).toBe(400);
    expect(await status(`id=${tenant.workspaceId}`)).toBe(404);
  });
});

describe('recall over the graph', () => {
  const inTx = <T>(work: Parameters<typeof inWorkspace<T>>[2]) =>
    inWorkspace(tenant.app.services.db, tenant.workspaceId, work);
  const namedIn = async (query: string) =>
    (await inTx((tx) => findNamedEntities(tx, tenant.workspaceId, query))).map(({ name }) => name);

  test('finds the entities that a query names, the longest names first', async () => {
    await entity('Anna', 'Person');
    await entity('Anna Schmidt', 'Person', { aliases: ['die Chefin'] });
    await entity('C++', 'Technology');
    await entity('Müller & Söhne', 'Organization');
    expect(await namedIn('Who is Anna Schmidt?')).toEqual(['anna schmidt']);
    expect(await namedIn('Was sagt die Chefin zu C++?')).toEqual(['die chefin', 'c++']);
    expect(await namedIn('Annas Vertrag, "Anna"s and Anna’s')).toEqual(['anna']);
    expect(await namedIn('Rechnung von MUELLER & SOEHNE.')).toHaveLength(1);
    expect(await namedIn('nobody here')).toEqual([]);
    expect(await namedIn(`'; DROP TABLE entity; -- ${'x '.repeat(5000)}`)).toEqual([]);
    const stranger = await createTenant(await sharedApp());
    const { db } = tenant.app.services;
    const theirs = await inWorkspace(db, stranger.workspaceId, (tx) =>
      findNamedEntities(tx, stranger.workspaceId, 'Anna'),
    );
    expect(theirs).toEqual([]);
  });

  test('reaches a memory that shares no word with the query', async () => {
    const project = await entity('Umbau', 'Project');
    const anna = await entity('Anna', 'Person');
    await link(anna.id, 'WORKS_ON', project.id);
    const memory = await store('The tiles arrive in May.', {
      relations: [{ predicate: 'PRODUCED_BY', object: 'Umbau' }],
    });
    await store('Something else about [[Tea]]');
    const reached = await inTx(async (tx) => {
      const named = await findNamedEntities(tx, tenant.workspaceId, 'What does Anna wait for?');
      const seeds = new Map(named.map(({ id }) => [id, 1]));
      const graph = await readSubgraph(tx, tenant.workspaceId, { seeds: [...seeds.keys()], hops: 2 });
      return rankByGraph({ seeds, graph, hops: 2 });
    });
    expect(reached.map(({ id }) => id)).toEqual([memory.id]);
    expect(reached[0]?.over.map(({ predicate }) => predicate)).toEqual(['WORKS_ON', 'PRODUCED_BY']);
  });

  test('reads a bounded part of it, however many edges a node has', async () => {
    const hub = await entity('Hub', 'Topic');
    const { id } = await store('[[Hub]] and [[Rare]]');
    const { db } = tenant.app.services;
    await inTx((tx) =>
      sql`WITH made AS (SELECT gen_random_uuid() AS id FROM generate_series(1, 20000))
        INSERT INTO relation (workspace_id, id, from_id, predicate, to_id, created_at)
        SELECT ${tenant.workspaceId}::uuid, gen_random_uuid(), CASE n WHEN 1 THEN made.id ELSE ${hub.id}::uuid END,
          CASE n WHEN 1 THEN 'REFERENCES_ENTITY' ELSE 'REFERENCED_BY' END,
          CASE n WHEN 1 THEN ${hub.id}::uuid ELSE made.id END, now()
        FROM made CROSS JOIN generate_series(1, 2) AS n`.execute(tx),
    );
    const graph = await inWorkspace(db, tenant.workspaceId, (tx) =>
      readSubgraph(tx, tenant.workspaceId, { seeds: [id], hops: 3 }),
    );
    expect(graph.edges.length).toBeLessThan(500);
    expect(graph.memories.has(id)).toBe(true);
    const { body } = await tenant.call('GET', `/api/v1/graph/neighborhood?id=${hub.id}&hops=3&limit=200`);
    expect(body.cut).toBe(true);
    expect(body.nodes.length).toBeLessThanOrEqual(200);
  });
});

test('the schema names 57 predicates to set, two pairs of the system and four that follow', async () => {
  const { body } = await tenant.call('GET', '/api/v1/graph/schema');
  const count = (kind: string) =>
    body.predicates.filter((each: { kind: string }) => each.kind === kind).length;
  expect([count('settable'), count('system'), count('derived')]).toEqual([57, 4, 4]);
  expect(body.classes).toHaveLength(27);
  for (const each of body.predicates) {
    expect(each.label.en && each.label.de, each.predicate).toBeTruthy();
    if (each.inverse === null) continue;
    const back = body.predicates.find(({ predicate }: { predicate: string }) => predicate === each.inverse);
    expect(back).toMatchObject({ inverse: each.predicate, subject: each.object, object: each.subject });
  }
});
