import type { Output } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import { type Node, type RelationRow, selectNodes } from './queries.ts';
import { inverseOf } from './rules.ts';

type Relation = Output<'listRelations'>['items'][number];
export type BareRelation = Omit<Relation, 'from' | 'to'>;

/** Throws `not_found` unless there is such a node in this workspace. */
export async function getNode(ctx: Context, id: string): Promise<Node> {
  const [node] = await selectNodes(ctx.tx, ctx.workspace.id, [id]);
  if (!node) throw notFound('memory, document or entity');
  return node;
}

export function toNode({ id, type, name, entity_class }: Node): Relation['from'] {
  return { id, type, name, entity_class };
}

export function toBareRelation(row: RelationRow): BareRelation {
  return {
    id: row.id,
    from_id: row.from_id,
    predicate: row.predicate,
    to_id: row.to_id,
    inverse: inverseOf(row.predicate),
    confidence: row.confidence,
    derived: row.derived,
    reason: row.reason,
    created_at: row.created_at.toISOString(),
  };
}

/** The edges with what they connect. */
export async function toRelations(ctx: Context, rows: RelationRow[]): Promise<Relation[]> {
  const ids = [...new Set(rows.flatMap(({ from_id, to_id }) => [from_id, to_id]))];
  const nodes = new Map((await selectNodes(ctx.tx, ctx.workspace.id, ids)).map((node) => [node.id, node]));
  return rows.flatMap((row) => {
    const from = nodes.get(row.from_id);
    const to = nodes.get(row.to_id);
    return from && to ? [{ ...toBareRelation(row), from: toNode(from), to: toNode(to) }] : [];
  });
}
