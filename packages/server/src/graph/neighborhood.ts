import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import type { Tx } from '../db/types.ts';
import { type RelationRow, selectNodes } from './queries.ts';
import { getNode, toBareRelation, toNode } from './relation.ts';
import { inverseOf, isForward } from './rules.ts';
import { walk } from './walk.ts';

/** The nodes within some hops of a node, nearest first, and one direction of each edge between them. */
export async function getNeighborhood(
  ctx: Context,
  { id, hops, limit }: ParsedInput<'getNeighborhood'>,
): Promise<Output<'getNeighborhood'>> {
  const { type, name } = await getNode(ctx, id);
  ctx.entry.target = { type, id, name };
  const bounds = { starts: [id], hops, nodes: limit, edgesPerNode: 250, outermost: true };
  const { distances, edges, cut } = await walk(ctx.tx, ctx.workspace.id, bounds);
  const ids = [...distances.keys()];
  const nodes = new Map((await selectNodes(ctx.tx, ctx.workspace.id, ids)).map((node) => [node.id, node]));
  return {
    nodes: ids.flatMap((each) => {
      const node = nodes.get(each);
      return node ? [{ ...toNode(node), hops: distances.get(each) ?? 0 }] : [];
    }),
    relations: edges.map(toBareRelation),
    cut,
  };
}

type Edge = { from: string; predicate: string; to: string; confidence: number };
export type Subgraph = {
  /** One direction of each edge. */
  edges: Edge[];
  /** The nodes that are memories or documents. */
  memories: Set<string>;
  documents: string[];
  names: Map<string, string>;
};

/** What lies within some hops of the seeds, bounded for recall: at most 150 nodes and 20 edges of each. */
export async function readSubgraph(
  tx: Tx,
  workspaceId: string,
  { seeds, hops }: { seeds: string[]; hops: number },
): Promise<Subgraph> {
  const bounds = { starts: seeds, hops, nodes: 150, edgesPerNode: 20, outermost: false };
  const { distances, edges } = await walk(tx, workspaceId, bounds);
  const nodes = await selectNodes(tx, workspaceId, [...distances.keys()]);
  return {
    edges: edges.map(toForward),
    memories: new Set(nodes.filter(({ type }) => type !== 'entity').map(({ id }) => id)),
    documents: nodes.filter(({ type }) => type === 'document').map(({ id }) => id),
    names: new Map(nodes.map(({ id, name }) => [id, name])),
  };
}

/** An edge may have been seen from its far end only; it reads forward all the same. */
function toForward({ from_id: from, predicate, to_id: to, confidence }: RelationRow): Edge {
  const inverse = inverseOf(predicate);
  if (isForward(predicate) || inverse === null) return { from, predicate, to, confidence };
  return { from: to, predicate: inverse, to: from, confidence };
}
