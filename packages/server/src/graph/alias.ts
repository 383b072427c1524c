import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { linkNodes, unlinkNodes } from './link.ts';
import { listRelations } from './list.ts';
import type { BareRelation } from './relation.ts';

/** The field names of the older path. */
function toOld({ id, from_id, to_id, predicate, confidence, derived }: BareRelation) {
  return { id, fromId: from_id, toId: to_id, relType: predicate, confidence, derived };
}

export async function linkNodesAlias(
  ctx: Context,
  { fromId, toId, relType, confidence }: ParsedInput<'linkNodesAlias'>,
): Promise<Output<'linkNodesAlias'>> {
  const relation = await linkNodes(ctx, { from_id: fromId, to_id: toId, predicate: relType, confidence });
  return { ...toOld(relation), created: relation.created };
}

export function unlinkNodesAlias(
  ctx: Context,
  { fromId, toId, relType }: ParsedInput<'unlinkNodesAlias'>,
): Promise<Output<'unlinkNodesAlias'>> {
  return unlinkNodes(ctx, { from_id: fromId, to_id: toId, predicate: relType });
}

export async function listRelationsAlias(
  ctx: Context,
  { memoryId, relType, ...page }: ParsedInput<'listRelationsAlias'>,
): Promise<Output<'listRelationsAlias'>> {
  const { items, nextCursor } = await listRelations(ctx, { ...page, id: memoryId, predicate: relType });
  return { items: items.map(toOld), nextCursor };
}
