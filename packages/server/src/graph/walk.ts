import type { Tx } from '../db/types.ts';
import { type RelationRow, selectEdgesOf } from './queries.ts';
import { inverseOf, isForward } from './rules.ts';

type Walk = {
  starts: string[];
  /** How far from the nearest start. */
  hops: number;
  /** Nodes that are visited, starts included. */
  nodes: number;
  /** Edges of one node that are followed, the newest first. */
  edgesPerNode: number;
  /** Whether edges among the farthest nodes are wanted too: one more look. */
  outermost: boolean;
};
type Surroundings = {
  /** Every node visited with its distance, nearest first. */
  distances: Map<string, number>;
  /** The edges seen between them, each in one direction. */
  edges: RelationRow[];
  /** More lies there than was visited. */
  cut: boolean;
};

/** Breadth first, hop by hop; what it reads is bounded, however many edges a node has. */
export async function walk(
  tx: Tx,
  workspaceId: string,
  { starts, hops, nodes, edgesPerNode, outermost }: Walk,
): Promise<Surroundings> {
  const distances = new Map(starts.slice(0, nodes).map((id) => [id, 0]));
  const seen: RelationRow[] = [];
  let frontier = [...distances.keys()];
  let cut = starts.length > nodes;
  const looks = hops === 0 ? 0 : hops + (outermost ? 1 : 0);
  for (let hop = 1; hop <= looks && frontier.length > 0; hop += 1) {
    const edges = await selectEdgesOf(tx, workspaceId, { ids: frontier, most: edgesPerNode });
    seen.push(...edges);
    if (hop > hops) break;
    const found = new Set(edges.flatMap(({ from_id, to_id }) => [from_id, to_id]));
    const fresh = [...found].filter((id) => !distances.has(id)).sort();
    const room = nodes - distances.size;
    cut ||= fresh.length > room || hasFull(edges, edgesPerNode);
    frontier = fresh.slice(0, room);
    for (const id of frontier) distances.set(id, hop);
  }
  const within = seen.filter(({ from_id, to_id }) => distances.has(from_id) && distances.has(to_id));
  return { distances, edges: inOneDirection(within), cut };
}

function hasFull(edges: RelationRow[], most: number): boolean {
  const counts = new Map<string, number>();
  for (const { from_id } of edges) counts.set(from_id, (counts.get(from_id) ?? 0) + 1);
  return [...counts.values()].some((count) => count >= most);
}

/** Of an edge and its inverse, the one that reads forward; of two that read the same, the one of the smaller id. */
function inOneDirection(edges: RelationRow[]): RelationRow[] {
  const chosen = new Map<string, RelationRow>();
  for (const edge of edges) {
    const { from_id: from, to_id: to, predicate } = edge;
    const inverse = inverseOf(predicate);
    const forward = inverse === predicate ? from < to : isForward(predicate);
    const key = forward ? `${from} ${predicate} ${to}` : `${to} ${inverse} ${from}`;
    if (forward || !chosen.has(key)) chosen.set(key, edge);
  }
  const order = ({ created_at, id }: RelationRow) => `${created_at.toISOString()} ${id}`;
  return [...chosen.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
