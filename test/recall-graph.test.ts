import { beforeEach, describe, expect, test } from 'vitest';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await createTenant(await sharedApp());
});
const store = async (content: string, more = {}): Promise<string> =>
  (await tenant.call('POST', '/api/v1/memory/entries', { content, ...more })).body.id;
const entity = async (name: string, entity_class: string): Promise<string> =>
  (await tenant.call('PUT', '/api/v1/graph/entities', { name, entity_class })).body.id;
const recall = async (query: string, more = {}) =>
  (await tenant.call('POST', '/api/v1/memory/recall', { query, k: 10, ...more })).body;
type Hit = {
  memory_id: string;
  document_id: string | null;
  score: number;
  why: { stage: string; over?: { predicate: string; from: string; to: string }[] }[];
};
const ids = async (query: string, more = {}): Promise<string[]> =>
  (await recall(query, more)).items.map(({ memory_id }: Hit) => memory_id);
const stages = ({ why }: Hit) => why.map(({ stage }) => stage);

describe('the graph', () => {
  test('finds what shares no word with the query, and says over which edges', async () => {
    const hit = await store('The invoice run fails every Friday, says [[Billing Robot]]');
    const linked = await store('It needs 8 GB of memory since the update. [[Billing Robot]]');
    await store('The canteen is closed in August');
    expect(await ids('invoice run')).toEqual([hit, linked]);
    const [first, second] = (await recall('invoice run')).items;
    expect(stages(first)).toEqual(['lexical', 'graph']);
    expect(stages(second)).toEqual(['graph']);
    const [edge] = second.why[0].over;
    expect(edge).toMatchObject({ predicate: 'REFERENCES_ENTITY', to: 'Billing Robot', from_id: hit });
    expect(second.why[0].over).toHaveLength(2);
    expect(second.score).toBeGreaterThan(0);
    expect(second.score).toBeLessThanOrEqual(1);
  });

  test('is walked as far as the caller says, and not at all with use_graph false', async () => {
    const hit = await store('The invoice run fails. [[Billing Robot]]');
    const near = await store('Needs 8 GB. [[Billing Robot]] [[Rack Nine]]');
    const far = await store('Was moved upstairs. [[Rack Nine]]');
    expect(await ids('invoice run', { hops: 0 })).toEqual([hit]);
    expect(await ids('invoice run', { hops: 1 })).toEqual([hit]);
    expect(await ids('invoice run', { hops: 2 })).toEqual([hit, near]);
    expect(await ids('invoice run', { hops: 3 })).toEqual([hit, near]);
    expect(await ids('invoice run', { use_graph: false })).toEqual([hit]);
    expect(await ids('Billing Robot', { hops: 3 })).toEqual(expect.arrayContaining([hit, near, far]));
  });

  test.each([4, -1, 1.5, '2', null])('refuses hops %j', async (hops) => {
    const { status, body } = await tenant.call('POST', '/api/v1/memory/recall', { query: 'invoice', hops });
    expect(status).toBe(400);
    expect(JSON.stringify(body.error.details)).toContain('hops');
  });

  test('keeps to the filter and to the time that is asked about', async () => {
    const hit = await store('The invoice run fails. [[Billing Robot]]', { tags: ['ops'] });
    const tagged = await store('Needs 8 GB. [[Billing Robot]]', { tags: ['ops'] });
    await store('Painted green. [[Billing Robot]]');
    await store('Will be sold. [[Billing Robot]]', { tags: ['ops'], valid_from: '2999-01-01T00:00:00Z' });
    expect(new Set(await ids('invoice run', { tags: ['ops'] }))).toEqual(new Set([hit, tagged]));
  });

  test('shows nothing of a superseded fact', async () => {
    const hit = await store('The invoice run fails. [[Billing Robot]]');
    const old = await store('Needs 4 GB. [[Billing Robot]]');
    const path = `/api/v1/memory/entries/${old}/supersede`;
    const { body } = await tenant.call('POST', path, { content: 'Needs 8 GB. [[Billing Robot]]' });
    expect(new Set(await ids('invoice run'))).toEqual(new Set([hit, body.id]));
  });

  test('leads from a passage of a document to memories, and from memories to documents', async () => {
    const text = { title: 'Manual', content: '# Setup\n\nThe turbine is started by hand. [[Rack Nine]]' };
    const { id: documentId } = (await tenant.call('POST', '/api/v1/documents', text)).body;
    const memory = await store('Was moved upstairs. [[Rack Nine]]');
    const fromDocument = (await recall('turbine')).items;
    expect(fromDocument.map(({ document_id }: Hit) => document_id)).toEqual([documentId, null]);
    expect(fromDocument[1].memory_id).toBe(memory);
    const fromMemory = (await recall('moved upstairs')).items;
    expect(fromMemory.map(({ document_id }: Hit) => document_id)).toEqual([null, documentId]);
    expect(fromMemory[1].content).toContain('turbine');
    expect(stages(fromMemory[1])).toEqual(['graph']);
  });

  test('of another workspace is not walked, and nothing relevant stays nothing', async () => {
    await store('The invoice run fails. [[Billing Robot]]');
    const stranger = await createTenant(await sharedApp());
    await stranger.call('POST', '/api/v1/memory/entries', { content: 'Secret plans. [[Billing Robot]]' });
    expect(await ids('Billing Robot')).toHaveLength(1);
    expect(await ids('submarine')).toEqual([]);
    expect(await ids('!!!')).toEqual([]);
  });

  test('gives each memory once, however many edges lead to it', async () => {
    await store('Anna and Bert met. [[Anna]] [[Bert]] [[Cafe]]');
    await store('They met again. [[Anna]] [[Bert]] [[Cafe]]');
    const found = await ids('Anna met Bert', { hops: 3 });
    expect(new Set(found).size).toBe(found.length);
    expect(found).toHaveLength(2);
  });
});

describe('a question about one entity', () => {
  test.each([
    'Who is Anna Berg?',
    'Wer ist Anna Berg?',
    'Tell me about Anna Berg',
    'Was weißt du über Anna Berg?',
  ])('%s favours what is linked to it', async (query) => {
    await entity('Anna Berg', 'Person');
    await store('Anna Berg, Anna Berg and Anna Berg: the name stands three times on the list.');
    await store('Who is who? Anna Berg was not in the picture.');
    const linked = await store('Closed the books for May and leads the tax team.', {
      memory_type: 'episodic',
      relations: [{ predicate: 'ASSIGNED_TO', object: 'Anna Berg', object_class: 'Person' }],
    });
    const { items } = await recall(query);
    expect(items[0].memory_id).toBe(linked);
    expect(stages(items[0])).toContain('identity');
  });

  test('of an entity that nobody has linked finds its name by words', async () => {
    await entity('Anna Berg', 'Person');
    await store('The canteen menu. [[Canteen]]');
    const named = await store('Anna Berg plays chess');
    expect(await ids('Who is Anna Berg?')).toEqual([named]);
  });
});
