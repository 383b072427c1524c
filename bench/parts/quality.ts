import type { Query } from './data-set.ts';

/** Means over all questions, each 0 to 1; the first ten answers count. */
export type Quality = { recall5: number; recall10: number; ndcg10: number; mrr10: number };

/** `answers` are the ids found for each query, best first; an id that stands twice counts once. */
export function measureQuality(queries: Query[], answers: string[][]): Quality {
  const each = queries.map(({ relevant }, index) => judge(new Set(relevant), [...new Set(answers[index])]));
  const mean = (key: keyof Quality) => each.reduce((sum, quality) => sum + quality[key], 0) / each.length;
  return {
    recall5: mean('recall5'),
    recall10: mean('recall10'),
    ndcg10: mean('ndcg10'),
    mrr10: mean('mrr10'),
  };
}

function judge(relevant: Set<string>, found: string[]): Quality {
  const hits = (k: number) => found.slice(0, k).filter((id) => relevant.has(id)).length;
  const gain = (places: number[]) => places.reduce((sum, place) => sum + 1 / Math.log2(place + 2), 0);
  const places = found.slice(0, 10).flatMap((id, place) => (relevant.has(id) ? [place] : []));
  const ideal = Array.from({ length: Math.min(10, relevant.size) }, (_, place) => place);
  const [first] = places;
  return {
    recall5: hits(5) / relevant.size,
    recall10: hits(10) / relevant.size,
    ndcg10: gain(places) / gain(ideal),
    mrr10: first === undefined ? 0 : 1 / (first + 1),
  };
}

/** The mean over several sets, by their numbers of questions. */
export function combine(parts: { quality: Quality; queries: number }[]): Quality {
  const all = parts.reduce((sum, { queries }) => sum + queries, 0);
  const mean = (key: keyof Quality) =>
    parts.reduce((sum, { quality, queries }) => sum + quality[key] * queries, 0) / all;
  return {
    recall5: mean('recall5'),
    recall10: mean('recall10'),
    ndcg10: mean('ndcg10'),
    mrr10: mean('mrr10'),
  };
}
