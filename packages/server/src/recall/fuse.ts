import type { Output } from '@knowmind/sdk';

type Why = Output<'recall'>['items'][number]['why'];
/** A memory, or a chunk of a document; `chunk` says which, where that is known. */
export type Hit = { id: string; chunk?: boolean | undefined; score: number; why: Why };
/** What one stage found, best first; each hit has that stage's score, 0 to 1. */
export type RankedList = { stage: string; hits: Hit[] };

/** Cormack, Clarke and Büttcher's constant: how little the first place counts more than the tenth. */
const k = 60;

/**
 * Reciprocal rank fusion: a memory's worth is the sum of 1 / (60 + rank) over the lists that hold it. With one
 * list alone its order stays. The score is the best that a stage gave, `why` tells all of them.
 */
export function fuse(lists: RankedList[]): Hit[] {
  const [only, ...others] = lists;
  if (only && others.length === 0) return only.hits;
  const found = new Map<string, { hit: Hit; worth: number }>();
  for (const { hits } of lists) {
    for (const [index, hit] of hits.entries()) {
      const worth = 1 / (k + index + 1);
      const known = found.get(hit.id);
      found.set(hit.id, known ? { hit: merge(known.hit, hit), worth: known.worth + worth } : { hit, worth });
    }
  }
  return [...found.values()].sort((a, b) => b.worth - a.worth).map(({ hit }) => hit);
}

function merge(a: Hit, b: Hit): Hit {
  return {
    id: a.id,
    chunk: a.chunk ?? b.chunk,
    score: Math.max(a.score, b.score),
    why: [...a.why, ...b.why],
  };
}
