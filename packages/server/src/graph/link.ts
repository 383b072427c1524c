import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { invalid } from '../errors.ts';
import { addEdge, removeEdge } from './edge.ts';
import { findEdge, lockGraph } from './queries.ts';
import { getNode, toRelations } from './relation.ts';
import { assertFits, assertSettable } from './rules.ts';

/** Links two nodes. Done already, it changes nothing. */
export async function linkNodes(ctx: Context, input: ParsedInput<'linkNodes'>): Promise<Output<'linkNodes'>> {
  const { from_id, to_id, confidence } = input;
  const name = nameOf(input);
  if (from_id === to_id) throw invalid('to_id', 'Nothing is related to itself: give two different ids.');
  await lockGraph(ctx.tx, ctx.workspace.id);
  const predicate = assertFits(name, await getNode(ctx, from_id), await getNode(ctx, to_id));
  const created = await addEdge(ctx, { from: from_id, predicate, to: to_id, confidence });
  const edge = { from: from_id, predicate: predicate.predicate, to: to_id };
  const row = await findEdge(ctx.tx, ctx.workspace.id, edge);
  const [relation] = row ? await toRelations(ctx, [row]) : [];
  if (!relation) throw new Error(`the edge ${JSON.stringify(edge)} is missing after it was written`);
  ctx.entry.target = { type: 'relation', id: relation.id, name: relation.predicate };
  ctx.entry.details = { from: from_id, to: to_id, ...(created ? {} : { unchanged: true }) };
  return { ...relation, created };
}

/** Removes a relation and its inverse. What is not there is no error. */
export async function unlinkNodes(
  ctx: Context,
  input: ParsedInput<'unlinkNodes'>,
): Promise<Output<'unlinkNodes'>> {
  const { from_id, to_id } = input;
  const predicate = assertSettable(nameOf(input));
  await lockGraph(ctx.tx, ctx.workspace.id);
  const removed = await removeEdge(ctx, { from: from_id, predicate, to: to_id });
  ctx.entry.target = { type: 'relation', name: predicate.predicate };
  ctx.entry.details = { from: from_id, to: to_id, ...(removed ? {} : { unchanged: true }) };
  return { removed };
}

function nameOf({ predicate, rel_type }: { predicate?: string | undefined; rel_type?: string | undefined }) {
  const name = predicate ?? rel_type;
  if (name === undefined) throw invalid('predicate', 'Give a predicate, such as WORKS_FOR.');
  if (predicate !== undefined && rel_type !== undefined && predicate !== rel_type)
    throw invalid('rel_type', 'predicate and rel_type are two names of one thing: give one of them.');
  return name;
}
