import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { fromCursor, timePlace, toCursor } from '../cursor.ts';
import { invalid } from '../errors.ts';
import { selectRelations } from './queries.ts';
import { getNode, toRelations } from './relation.ts';
import { findPredicate } from './rules.ts';

/** The relations of a node, or all of them, newest first. */
export async function listRelations(
  ctx: Context,
  { limit, cursor, id, predicate }: ParsedInput<'listRelations'>,
): Promise<Output<'listRelations'>> {
  const before = cursor === undefined ? undefined : fromCursor(cursor, timePlace);
  const wanted = predicate === undefined ? undefined : findPredicate(predicate)?.predicate;
  if (predicate !== undefined && !wanted)
    throw invalid('predicate', `The catalogue has no predicate "${predicate}". See /api/v1/graph/schema.`);
  if (id) {
    const { type, name } = await getNode(ctx, id);
    ctx.entry.target = { type, id, name };
  }
  const rows = await selectRelations(
    ctx.tx,
    ctx.workspace.id,
    { id, predicate: wanted },
    { limit: limit + 1, ...(before ? { before } : {}) },
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = rows.length > limit && last ? toCursor([last.created_at.toISOString(), last.id]) : null;
  return { items: await toRelations(ctx, page), nextCursor };
}
