import type { Candidate, Term } from './queries.ts';

export type Scored = Candidate & { score: number };

/** Robertson's inverse document frequency, of a word that `holding` of all memories hold. */
export function rarity(memories: number, holding: number): number {
  return Math.log(1 + (memories - holding + 0.5) / (holding + 0.5));
}

/** BM25's b, measured: 0.3 finds less in short notes and in paragraphs alike (docs/benchmarks.md). */
const lengthWeight = 0.15;
const sourceWeight = 0.3;

/** idf × rank of each term, by length, which comes near to BM25. */
export function scoreLexical(candidates: Candidate[], terms: Term[], averageLength: number): Scored[] {
  return candidates.map((candidate) => {
    const sum = dot(terms, candidate.ranks);
    return {
      ...candidate,
      score: sum / (1 - lengthWeight + (lengthWeight * candidate.length) / averageLength),
    };
  });
}

/**
 * Adds to each candidate what its source or document as a whole scores: where several memories of one conversation or
 * document match different words of the query, each of them is worth more.
 */
export function addSourceScore(candidates: Scored[], terms: Term[]): Scored[] {
  const best = new Map<string, number[]>();
  for (const { series, ranks } of candidates) {
    if (series === null) continue;
    const known = best.get(series);
    best.set(series, known ? known.map((rank, index) => Math.max(rank, ranks[index] ?? 0)) : ranks);
  }
  return candidates.map((candidate) => {
    const ranks = candidate.series === null ? undefined : best.get(candidate.series);
    return ranks ? { ...candidate, score: candidate.score + sourceWeight * dot(terms, ranks) } : candidate;
  });
}

/** Adds the score of further terms, whose ranks are given by memory. */
export function addTermScore(candidates: Scored[], terms: Term[], ranks: Map<string, number[]>): Scored[] {
  return candidates.map((candidate) => ({
    ...candidate,
    score: candidate.score + dot(terms, ranks.get(candidate.id) ?? []),
  }));
}

export function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || (a.id < b.id ? 1 : -1);
}

/** idf × rank of each term. */
export function dot(terms: Term[], ranks: number[]): number {
  return terms.reduce((sum, { idf }, index) => sum + idf * (ranks[index] ?? 0), 0);
}
