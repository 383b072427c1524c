import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import type { Tx } from '../db/types.ts';
import { selectNodes } from './queries.ts';
import { getNode, toBareRelation, toNode } from './relation.ts';
import { walk } from './walk.ts';

/** The nodes within some hops of a node, nearest first, and one direction of each edge between them. */
export async function getNeighborhood(
  ctx: Context,
  { id, hops, limit }: ParsedInput<'getNeighborhood'>,
): Promise<Output<'getNeighborhood'>> {
  const { type, name } = await getNode(ctx, id);
  ctx.entry.target = { type, id, name };
  const bounds = { starts: [id], hops, nodes: limit, edgesPerNode: 250 };
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
  /** The nodes that are memories. */
  memories: Set<string>;
};

/** What lies within some hops of the seeds, bounded for recall: at most 400 nodes and 60 edges of each. */
export async function readSubgraph(
  tx: Tx,
  workspaceId: string,
  { seeds, hops }: { seeds: string[]; hops: number },
): Promise<Subgraph> {
  const bounds = { starts: seeds, hops, nodes: 400, edgesPerNode: 60 };
  const { distances, edges } = await walk(tx, workspaceId, bounds);
  const nodes = await selectNodes(tx, workspaceId, [...distances.keys()]);
  return {
    edges: edges.map(({ from_id, predicate, to_id, confidence }) => ({
      from: from_id,
      predicate,
      to: to_id,
      confidence,
    })),
    memories: new Set(nodes.filter(({ type }) => type === 'memory').map(({ id }) => id)),
  };
}
