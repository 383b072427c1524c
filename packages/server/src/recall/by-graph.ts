import type { Tx } from '../db/types.ts';
import { selectFirstChunks, selectPlaces } from '../document/index.ts';
import { findNamedEntities, readSubgraph, type Subgraph } from '../graph/index.ts';
import { isIdentityQuestion } from '../text/index.ts';
import { contentsOf } from './contents.ts';
import type { Hit, RankedList } from './fuse.ts';
import { type GraphHit, rankByGraph } from './graph.ts';
import { type Filter, selectAskedFor } from './queries.ts';

type Start = { query: string; hops: number; filter: Filter; asOf: Date; found: Hit[] };
/** Which hit stands for each memory and document that may be shown: a document is shown by one of its chunks. */
type Shown = Map<string, string>;
type Around = { graph: Subgraph; hops: number; shown: Shown };

/** Hits that the walk starts from. */
const mostSeeds = 10;
/** What an entity that the query names weighs beside a hit that matches all of it; more where it is asked about. */
const namedWeight = { mentioned: 1, asked: 10 };
/** How likely the walk goes on: as likely as not, so that the hits themselves count most. */
const damping = 0.5;
const mostHits = 50;

/**
 * The memories that a walk over edges reaches from the best hits and from entities that the query names; for a
 * question about an entity ("Who is …") also a list of what is linked to that entity. Both pass the filter.
 * Without relations it costs one look.
 */
export async function findByGraph(tx: Tx, workspaceId: string, question: Start): Promise<RankedList[]> {
  const { query, hops, found } = question;
  if (found.length === 0 && !/[\p{L}\p{N}]/u.test(query)) return [];
  if (!(await contentsOf(tx, workspaceId)).relation) return [];
  const named = await findNamedEntities(tx, workspaceId, query);
  const weight = namedWeight[isIdentityQuestion(query) ? 'asked' : 'mentioned'];
  const entities = new Map(named.map(({ id }) => [id, weight]));
  const hits = await nodesOf(tx, workspaceId, found.slice(0, mostSeeds));
  const seeds = new Map([...hits.map(({ node, score }): [string, number] => [node, score]), ...entities]);
  if (seeds.size === 0) return [];
  // Entities first: what is read is bounded.
  const starts = new Set([...entities.keys(), ...seeds.keys()]);
  const graph = await readSubgraph(tx, workspaceId, { seeds: [...starts], hops });
  if (graph.edges.length === 0) return [];
  const around = { graph, hops, shown: await findShown(tx, workspaceId, { ...question, graph, hits }) };
  const lists = [walkFrom('graph', seeds, around)];
  if (entities.size > 0 && isIdentityQuestion(query))
    lists.push(walkFrom('identity', entities, { ...around, hops: 1 }));
  return lists;
}

type Seed = { node: string; id: string; score: number };

/** The nodes of the hits, each once: memories, and the documents of chunks. */
async function nodesOf(tx: Tx, workspaceId: string, hits: Hit[]): Promise<Seed[]> {
  const places = await selectPlaces(
    tx,
    workspaceId,
    hits.map(({ id }) => id),
  );
  const documents = new Map(places.map(({ id, documentId }) => [id, documentId]));
  const seeds = new Map<string, Seed>();
  for (const { id, score } of hits) {
    const node = documents.get(id) ?? id;
    if (!seeds.has(node)) seeds.set(node, { node, id, score });
  }
  return [...seeds.values()];
}

type Wanted = Pick<Start, 'filter' | 'asOf'> & { graph: Subgraph; hits: Seed[] };

/** What passes the filter; of a document the chunk that was found, else its first one. */
async function findShown(tx: Tx, workspaceId: string, { graph, hits, ...query }: Wanted): Promise<Shown> {
  const chunks = new Map(hits.map(({ node, id }) => [node, id]));
  const others = graph.documents.filter((id) => !chunks.has(id));
  if (others.length > 0)
    for (const { id, documentId } of await selectFirstChunks(tx, workspaceId, others))
      chunks.set(documentId, id);
  const ids = new Map([...graph.memories].map((node) => [node, chunks.get(node) ?? node]));
  const allowed = new Set(await selectAskedFor(tx, workspaceId, { ...query, ids: [...ids.values()] }));
  return new Map([...ids].filter(([, id]) => allowed.has(id)));
}

function walkFrom(stage: string, seeds: Map<string, number>, { graph, hops, shown }: Around): RankedList {
  const reached = rankByGraph({ seeds, graph, hops, damping }).flatMap((hit) => {
    const id = shown.get(hit.id);
    return id ? [{ ...hit, id }] : [];
  });
  return {
    stage,
    hits: reached.slice(0, mostHits).map((hit, index) => toHit(stage, index + 1, { hit, graph })),
  };
}

/** A hit of the words keeps their score; what only edges reach has the walk's. */
function toHit(stage: string, rank: number, { hit, graph }: { hit: GraphHit; graph: Subgraph }): Hit {
  const over = hit.over.map(({ from, predicate, to }) => ({
    from_id: from,
    from: graph.names.get(from) ?? '',
    predicate,
    to_id: to,
    to: graph.names.get(to) ?? '',
  }));
  const score = hit.hops === 0 ? 0 : Math.min(1, Math.round(hit.score * 1000) / 1000);
  return { id: hit.id, score, why: [{ stage, rank, ...(over.length > 0 ? { over } : {}) }] };
}
