import type { QueryTerm as PlacedTerm } from '../text/index.ts';
import type { Candidate, Mentions, Term } from './queries.ts';

export type Scored = Candidate & { score: number };

/** Robertson's inverse document frequency, of a word that `holding` of all memories hold. */
export function rarity(memories: number, holding: number): number {
  return Math.log(1 + (memories - holding + 0.5) / (holding + 0.5));
}

const classWeights: Readonly<Record<string, number>> = { A: 1, B: 0.7, C: 0.6 };

/** What PostgreSQL's `ts_rank` gives for one lexeme: the weightiest mention, and the others by a falling series. */
export function rankOfMentions({ weights }: Pick<Mentions, 'weights'>): number {
  const each = weights.map((weight) => classWeights[weight] ?? 0);
  const most = Math.max(0, ...each);
  const at = each.indexOf(most);
  const sum = each.reduce((total, weight, index) => total + weight / (index + 1) ** 2, 0);
  return (most + sum - most / (at + 1) ** 2) / (Math.PI ** 2 / 6);
}

/** BM25's b, measured: 0.3 finds less in short notes and in paragraphs alike (docs/benchmarks.md). */
const lengthWeight = 0.15;
const sourceWeight = 0.3;
const phraseWeight = 0.4;

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

/** Two words that follow one another in the query, each with its forms, and how far apart they stand there. */
export type Phrase = { first: string[]; second: string[]; distance: number; idf: number };

const farthest = 4;

/** The pairs of neighbouring words in the query that are worth looking for together. */
export function phrasesOf(words: PlacedTerm[], terms: Term[]): Phrase[] {
  const idf = new Map(terms.map((term) => [term.word, term.idf]));
  return words.slice(1).flatMap((second, index) => {
    const first = words[index];
    const distance = (second.place ?? 0) - (first?.place ?? 0);
    if (first?.place === undefined || second.place === undefined || distance < 1 || distance > farthest)
      return [];
    const weight = Math.min(idf.get(first.word) ?? 0, idf.get(second.word) ?? 0);
    return [{ first: first.lexemes, second: second.lexemes, distance, idf: weight }];
  });
}

/** Adds for each phrase of the query that stands in a candidate; `held` has 1 or 0 for each, by memory. */
export function addPhraseScore(
  candidates: Scored[],
  phrases: Phrase[],
  held: Map<string, number[]>,
): Scored[] {
  return candidates.map((candidate) => {
    const found = held.get(candidate.id) ?? [];
    const sum = phrases.reduce((total, { idf }, index) => total + idf * (found[index] ?? 0), 0);
    return { ...candidate, score: candidate.score + phraseWeight * sum };
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

function dot(terms: Term[], ranks: number[]): number {
  return terms.reduce((sum, { idf }, index) => sum + idf * (ranks[index] ?? 0), 0);
}
