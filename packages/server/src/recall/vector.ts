import type { Tx } from '../db/types.ts';
import { findIndex, toLiteral } from '../embedding/index.ts';
import type { RankedList } from './fuse.ts';
import { type Filter, selectNearest } from './queries.ts';

/** What is looked for, by which model, and from which similarity on a memory has to do with it. */
export type VectorQuery = { model: string; vector: number[]; minSimilarity: number };
type Nearest = { vector: VectorQuery; filter: Filter; asOf: Date };

const poolSize = 50;

/** The memories whose vectors are nearest, best first; none that is far away. */
export async function findByVector(
  tx: Tx,
  workspaceId: string,
  { vector: query, filter, asOf }: Nearest,
): Promise<RankedList> {
  const { model, vector, minSimilarity } = query;
  const { dimensions, indexed } = await findIndex(tx, workspaceId, model);
  if (dimensions !== vector.length) return { stage: 'vector', hits: [] };
  const literal = toLiteral(vector);
  const near = { filter, asOf, model, vector: literal, dimensions, indexed, limit: poolSize };
  const rows = await selectNearest(tx, workspaceId, near);
  const hits = rows
    .filter(({ similarity }) => similarity >= minSimilarity)
    // An index that is scanned further gives its rows in nearly the right order.
    .sort((a, b) => b.similarity - a.similarity)
    .map(({ id, chunk, similarity }, index) => ({
      id,
      chunk,
      score: Math.min(1, Math.round(similarity * 1000) / 1000),
      why: [{ stage: 'vector', rank: index + 1 }],
    }));
  return { stage: 'vector', hits };
}
