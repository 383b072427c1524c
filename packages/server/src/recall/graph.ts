import type { Subgraph } from '../graph/index.ts';

type Edge = Subgraph['edges'][number];

export type GraphQuestion = {
  /**
   * Where the walk starts, with weights above zero that need not add up: memories that the words found (their
   * lexical scores) and entities that the query names.
   */
  seeds: ReadonlyMap<string, number>;
  /** From `readSubgraph`, around the same seeds. */
  graph: Subgraph;
  /** 0: only the seeds themselves; up to 3. */
  hops: number;
  /** How likely the walk goes on instead of starting anew. */
  damping?: number;
};

export type GraphHit = {
  /** A memory. */
  id: string;
  /** The share of the walk's time spent there, 0 to 1. */
  score: number;
  /** Hops from the nearest seed. */
  hops: number;
  /** The edges that led there from a seed, in order; empty for a seed. */
  over: Edge[];
};

/** Edges that say less than others: an older state of a fact is rarely what is asked for. */
const weights: Readonly<Record<string, number>> = {
  SUPERSEDES: 0.2,
  SUPERSEDED_BY: 0.2,
  RUNS_ON: 0.7,
  WORKS_FOR_CLIENT: 0.7,
  HOST_SERVES_CLIENT: 0.7,
  DEPENDS_ON_SUPPLIER: 0.7,
};

const mostRounds = 25;
const precision = 1e-4;

type Step = { to: string; edge: Edge; share: number };
type Steps = Map<string, Step[]>;

/**
 * Personalised PageRank: where a walk from the seeds over edges, in both directions, spends its time. A node
 * with many edges passes little on over each. Returns the memories it reaches, best first.
 *
 * @example
 * const named = await findNamedEntities(tx, workspaceId, query);
 * const seeds = new Map([...hits.map(({ id, score }) => [id, score]), ...named.map(({ id }) => [id, 1])]);
 * const graph = await readSubgraph(tx, workspaceId, { seeds: [...seeds.keys()], hops });
 * const reached = rankByGraph({ seeds, graph, hops });
 */
export function rankByGraph({ seeds, graph, hops, damping = 0.85 }: GraphQuestion): GraphHit[] {
  const start = normalise(seeds);
  const near = stepsOf(graph.edges);
  const distances = distancesFrom(start, near, hops);
  const steps = sharesOf(near, distances);
  const scores = settle(start, steps, damping);
  const hits = [...distances].flatMap(([id, distance]): GraphHit[] => {
    const score = scores.get(id) ?? 0;
    if (!graph.memories.has(id) || score <= 0) return [];
    return [{ id, score, hops: distance, over: pathTo(id, { steps, scores, distances }) }];
  });
  return hits.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

function normalise(seeds: ReadonlyMap<string, number>): Map<string, number> {
  const good = [...seeds].filter(([, weight]) => Number.isFinite(weight) && weight > 0);
  const sum = good.reduce((total, [, weight]) => total + weight, 0);
  return new Map(good.map(([id, weight]) => [id, weight / sum]));
}

/** The edges of each node, in both directions, with their weights. */
function stepsOf(edges: Edge[]): Steps {
  const steps: Steps = new Map();
  const add = (from: string, step: Step) => {
    const own = steps.get(from);
    if (own) own.push(step);
    else steps.set(from, [step]);
  };
  for (const edge of edges) {
    const share = edge.confidence * (weights[edge.predicate] ?? 1);
    add(edge.from, { to: edge.to, edge, share });
    add(edge.to, { to: edge.from, edge, share });
  }
  return steps;
}

function distancesFrom(start: Map<string, number>, steps: Steps, hops: number): Map<string, number> {
  const distances = new Map([...start.keys()].map((id) => [id, 0]));
  let frontier = [...distances.keys()];
  for (let hop = 1; hop <= hops; hop += 1) {
    const next = new Set(frontier.flatMap((id) => (steps.get(id) ?? []).map(({ to }) => to)));
    frontier = [...next].filter((id) => !distances.has(id));
    for (const id of frontier) distances.set(id, hop);
  }
  return distances;
}

/** Steps within reach, each with its share of what its node passes on. */
function sharesOf(near: Steps, distances: Map<string, number>): Steps {
  const shares: Steps = new Map();
  for (const id of distances.keys()) {
    const own = (near.get(id) ?? []).filter(({ to }) => distances.has(to));
    const sum = own.reduce((total, { share }) => total + share, 0);
    shares.set(
      id,
      own.map((step) => ({ ...step, share: step.share / sum })),
    );
  }
  return shares;
}

/** Power iteration until it no longer changes; a node without edges sends the walk back to the seeds. */
function settle(start: Map<string, number>, steps: Steps, damping: number): Map<string, number> {
  let scores = start;
  for (let round = 0; round < mostRounds; round += 1) {
    const next = new Map<string, number>();
    const add = (id: string, amount: number) => next.set(id, (next.get(id) ?? 0) + amount);
    let passed = 0;
    for (const [id, score] of scores) {
      for (const { to, share } of steps.get(id) ?? []) {
        const amount = damping * score * share;
        passed += amount;
        add(to, amount);
      }
    }
    for (const [id, weight] of start) add(id, (1 - passed) * weight);
    const change = [...next].reduce((sum, [id, score]) => sum + Math.abs(score - (scores.get(id) ?? 0)), 0);
    scores = next;
    if (change < precision) break;
  }
  return scores;
}

type Walked = { steps: Steps; scores: Map<string, number>; distances: Map<string, number> };

/** Back from a node to a seed, each time over the edge that brought the most. */
function pathTo(id: string, { steps, scores, distances }: Walked): Edge[] {
  const path: Edge[] = [];
  for (let at = id, distance = distances.get(id) ?? 0; distance > 0; distance -= 1) {
    const nearer = (steps.get(at) ?? []).filter(({ to }) => distances.get(to) === distance - 1);
    const brought = ({ to, edge }: Step) =>
      (scores.get(to) ?? 0) * (steps.get(to)?.find((step) => step.edge === edge)?.share ?? 0);
    const best = nearer.reduce<Step | undefined>(
      (found, step) => (found === undefined || brought(step) > brought(found) ? step : found),
      undefined,
    );
    if (!best) break;
    path.unshift(best.edge);
    at = best.to;
  }
  return path;
}
