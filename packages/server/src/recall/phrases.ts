import type { QueryTerm as PlacedTerm } from '../text/index.ts';
import type { Mentions } from './held.ts';
import type { Term } from './queries.ts';

/** Two words that follow one another in the query, each with its forms, and how far apart they stand there. */
export type Phrase = { first: string[]; second: string[]; distance: number; idf: number };

const farthest = 4;
/** Measured (docs/benchmarks.md). */
const phraseWeight = 0.4;

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

/** What the phrases of the query say of a candidate that holds them, each at the distance that it has in the query. */
export function scorePhrases(phrases: Phrase[], mentions: Mentions[]): number {
  let sum = 0;
  for (const phrase of phrases) if (stands(phrase, mentions)) sum += phrase.idf;
  return phraseWeight * sum;
}

function stands({ first, second, distance }: Phrase, mentions: Mentions[]): boolean {
  const earlier = positionsOf(first, mentions);
  if (earlier.length === 0) return false;
  const later = new Set(positionsOf(second, mentions));
  return earlier.some((position) => later.has(position + distance));
}

function positionsOf(lexemes: string[], mentions: Mentions[]): number[] {
  return mentions.flatMap(({ lexeme, positions }) => (lexemes.includes(lexeme) ? positions : []));
}
