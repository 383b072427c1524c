import type { ParsedInput } from '@knowmind/sdk';
import { erasePrivate } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { assertNoSecrets } from '../no-secrets.ts';
import { addEdge } from './edge.ts';
import { deleteUnlinked, putEntity, selectByNames, selectImplied } from './entity/index.ts';
import { findMentions, type Mentions } from './mentions.ts';
import { toObject } from './object.ts';
import { deleteReferences, lockGraph } from './queries.ts';
import { getNode } from './relation.ts';
import { findPredicate } from './rules.ts';

export type GivenRelation = ParsedInput<'storeMemory'>['relations'][number];
type Source = { id: string; text: string; relations?: GivenRelation[] };

/**
 * Links a memory or document to what its text names and to what was given with it, in the transaction that
 * stored it. Whoever stores several in one transaction stores all before linking any: the graph's lock comes
 * after the locks of sources and memories. Returns how many relations are new.
 */
export async function linkMemory(ctx: Context, { id, text, relations = [] }: Source): Promise<number> {
  const mentions = findMentions(text);
  if (relations.length + mentions.links.length + mentions.calls.length === 0) return 0;
  assertRelationsHoldNoSecrets(relations);
  await lockGraph(ctx.tx, ctx.workspace.id);
  const entities = await mentioned(ctx, mentions);
  let added = 0;
  for (const to of entities) if (await reference(ctx, id, to)) added += 1;
  if (relations.length === 0) return added;
  const from = await getNode(ctx, id);
  for (const [index, relation] of relations.entries()) {
    const { predicate, to } = await toObject(ctx, { from, relation, path: `relations.${index}` });
    const edge = { from: id, predicate, to, confidence: relation.confidence };
    if (await addEdge(ctx, edge)) added += 1;
  }
  return added;
}

/**
 * Links a document whose text was replaced: to what the new text names and what was given with it. What was
 * linked by hand or given before stays; entities that only the old text had named go.
 */
export async function relinkText(ctx: Context, source: Source): Promise<void> {
  await lockGraph(ctx.tx, ctx.workspace.id);
  const implied = await selectImplied(ctx.tx, ctx.workspace.id, source.id);
  await deleteReferences(ctx.tx, ctx.workspace.id, source.id);
  await linkMemory(ctx, source);
  await removeUnlinked(ctx, implied);
}

function assertRelationsHoldNoSecrets(relations: GivenRelation[]): void {
  const fields = relations.flatMap(({ object, object_description = '' }, index) => [
    [`relations.${index}.object`, object],
    [`relations.${index}.object_description`, object_description],
  ]);
  assertNoSecrets(Object.fromEntries(fields));
}

/** What of this name there is, of every class; a `[[name]]` that nobody has is made as a Concept. */
async function mentioned(ctx: Context, { links, calls }: Mentions): Promise<Set<string>> {
  const names = [...links.map(({ folded }) => folded), ...calls.flatMap(({ folded }) => folded)];
  const known = new Map<string, string[]>();
  for (const { folded, entity_id } of await selectByNames(ctx.tx, ctx.workspace.id, names))
    known.set(folded, [...(known.get(folded) ?? []), entity_id]);
  const found = new Set<string>();
  for (const { name, folded } of links) {
    const entities = known.get(folded) ?? [];
    for (const id of entities) found.add(id);
    if (entities.length > 0) continue;
    found.add((await putEntity(ctx, { name, entityClass: 'Concept', aliases: [], implied: true })).id);
  }
  for (const { folded } of calls) {
    const name = folded.find((each) => known.has(each)) ?? '';
    for (const id of known.get(name) ?? []) found.add(id);
  }
  return found;
}

async function reference(ctx: Context, from: string, to: string): Promise<boolean> {
  const predicate = findPredicate('REFERENCES_ENTITY');
  return predicate !== undefined && from !== to && addEdge(ctx, { from, predicate, to, confidence: 1 });
}

/**
 * Takes a memory or document out of the graph: `remove` deletes it with its edges. Entities that only its text
 * had named go with it, for their names are its words.
 */
export async function unlinkErased(ctx: Context, id: string, remove: () => Promise<void>): Promise<void> {
  await lockGraph(ctx.tx, ctx.workspace.id);
  const implied = await selectImplied(ctx.tx, ctx.workspace.id, id);
  await remove();
  await removeUnlinked(ctx, implied);
}

/** Their names were words of the text that is gone: they go from the audit log too, and it says that they went. */
async function removeUnlinked(ctx: Context, implied: { id: string }[]): Promise<void> {
  const { tx, workspace, entry } = ctx;
  const ids = implied.map(({ id }) => id);
  const gone = await deleteUnlinked(tx, workspace.id, ids);
  const named = await erasePrivate(tx, workspace.id, gone);
  const erased = named.map((id) => ({ action: 'entity.erased', target: { type: 'entity', id } }));
  entry.also = [...(entry.also ?? []), ...erased];
}
