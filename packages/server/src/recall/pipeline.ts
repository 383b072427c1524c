import type { Tx } from '../db/types.ts';
import { findByGraph } from './by-graph.ts';
import { fuse, type RankedList } from './fuse.ts';
import { findByWords } from './lexical.ts';
import { mergeChunks, type Passage } from './passages.ts';
import type { Filter } from './queries.ts';
import { findByVector, type VectorQuery } from './vector.ts';

/** Which stages run; the evaluation leaves some out. */
export type Stages = {
  time: boolean;
  typing: boolean;
  asking: boolean;
  neighbours: boolean;
  forms: boolean;
  phrases: boolean;
  windows: boolean;
  source: boolean;
  feedback: boolean;
  vector: boolean;
  graph: boolean;
};
export const allStages: Stages = {
  time: true,
  typing: true,
  asking: true,
  neighbours: true,
  forms: true,
  phrases: true,
  windows: true,
  source: true,
  feedback: true,
  vector: true,
  graph: true,
};

export type Question = {
  query: string;
  k: number;
  asOf: Date;
  filter: Filter;
  stages: Stages;
  /** How far the graph is walked; 0 leaves it out. */
  hops: number;
  /** The query's vector, where a model gave one. */
  vector?: VectorQuery | undefined;
};

/**
 * Every stage's list, fused by the ranks in it; of a document one passage. Best first, at most k. `words` is the list of
 * `findByWords`, where it was made before.
 */
export async function findMemories(
  tx: Tx,
  workspaceId: string,
  question: Question,
  words?: RankedList,
): Promise<Passage[]> {
  const lists: RankedList[] = [words ?? (await findByWords(tx, workspaceId, question))];
  if (question.stages.vector && question.vector)
    lists.push(await findByVector(tx, workspaceId, { ...question, vector: question.vector }));
  if (question.stages.graph && question.hops > 0)
    lists.push(...(await findByGraph(tx, workspaceId, { ...question, found: fuse(lists) })));
  return (await mergeChunks(tx, workspaceId, fuse(lists))).slice(0, question.k);
}
