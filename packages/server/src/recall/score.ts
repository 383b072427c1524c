import type { Candidate } from './candidate/index.ts';
import type { Term } from './queries.ts';

export type Scored = Omit<Candidate, 'held'> & { score: number };
type Ranked = Pick<Candidate, 'ranks' | 'length'>;

/** The same with another score. Written out, for object spread takes many times as much room, and there are hundreds. */
export function withScore({ id, chunk, series, length, ranks }: Scored, score: number): Scored {
  return { id, chunk, series, length, ranks, score };
}

/** Robertson's inverse document frequency, of a word that `holding` of all memories hold. */
export function rarity(memories: number, holding: number): number {
  return Math.log(1 + (memories - holding + 0.5) / (holding + 0.5));
}

/** BM25's b, measured: 0.3 finds less in short notes and in paragraphs alike (docs/benchmarks.md). */
const lengthWeight = 0.15;
const sourceWeight = 0.3;

/** idf × rank of each term, by length, which comes near to BM25. */
export function scoreLexical({ ranks, length }: Ranked, terms: Term[], averageLength: number): number {
  return dot(terms, ranks) / (1 - lengthWeight + (lengthWeight * length) / averageLength);
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
    return ranks ? withScore(candidate, candidate.score + sourceWeight * dot(terms, ranks)) : candidate;
  });
}

type Placed = Pick<Scored, 'id' | 'score'>;

/** The best first; where two are as good, the newer one. */
export function byScore(a: Placed, b: Placed): number {
  return b.score - a.score || (a.id < b.id ? 1 : -1);
}

/** idf × rank of each term. Every recall does this for hundreds of candidates. */
export function dot(terms: Term[], ranks: number[]): number {
  let sum = 0;
  for (let index = 0; index < terms.length; index += 1) sum += (terms[index]?.idf ?? 0) * (ranks[index] ?? 0);
  return sum;
}
