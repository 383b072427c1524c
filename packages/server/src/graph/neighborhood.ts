import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { type RelationRow, selectEdgesAmong, selectEdgesOf, selectNodes } from './queries.ts';
import { getNode, toBareRelation, toNode } from './relation.ts';
import { isForward, isSymmetric } from './rules.ts';

type Surroundings = { distances: Map<string, number>; cut: boolean };

/** The nodes within some hops of a node, nearest first, and one direction of each edge between them. */
export async function getNeighborhood(
  ctx: Context,
  { id, hops, limit }: ParsedInput<'getNeighborhood'>,
): Promise<Output<'getNeighborhood'>> {
  const { type, name } = await getNode(ctx, id);
  ctx.entry.target = { type, id, name };
  const { distances, cut } = await walk(ctx, { starts: [id], hops, limit });
  const ids = [...distances.keys()];
  const nodes = new Map((await selectNodes(ctx.tx, ctx.workspace.id, ids)).map((node) => [node.id, node]));
  const edges = await selectEdgesAmong(ctx.tx, ctx.workspace.id, ids);
  return {
    nodes: ids.flatMap((each) => {
      const node = nodes.get(each);
      return node ? [{ ...toNode(node), hops: distances.get(each) ?? 0 }] : [];
    }),
    relations: edges.filter(isOneWay).map(toBareRelation),
    cut,
  };
}

/** An edge that reads the same in both directions is shown from the smaller id. */
function isOneWay({ predicate, from_id, to_id }: RelationRow): boolean {
  return isForward(predicate) && (!isSymmetric(predicate) || from_id < to_id);
}

/** Edges of one node that are followed. */
const mostEdges = 500;

type Walk = { starts: string[]; hops: number; limit: number };

/** Breadth first, hop by hop: of a node with very many edges only the newest are followed. */
async function walk(ctx: Context, { starts, hops, limit }: Walk): Promise<Surroundings> {
  const distances = new Map(starts.map((id) => [id, 0]));
  let frontier = starts;
  let cut = false;
  for (let hop = 1; hop <= hops && frontier.length > 0; hop += 1) {
    const edges = await selectEdgesOf(ctx.tx, ctx.workspace.id, { ids: frontier, most: mostEdges });
    const found = new Set(edges.flatMap(({ from_id, to_id }) => [from_id, to_id]));
    const fresh = [...found].filter((id) => !distances.has(id)).sort();
    const room = limit - distances.size;
    cut ||= fresh.length > room || isFull(edges, frontier);
    frontier = fresh.slice(0, room);
    for (const id of frontier) distances.set(id, hop);
  }
  return { distances, cut };
}

function isFull(edges: RelationRow[], frontier: string[]): boolean {
  const counts = new Map(frontier.map((id) => [id, 0]));
  for (const { from_id } of edges) counts.set(from_id, (counts.get(from_id) ?? 0) + 1);
  return frontier.some((id) => (counts.get(id) ?? 0) >= mostEdges);
}
