import type { QueryTerm as PlacedTerm } from '../text/index.ts';
import type { Mentions } from './held.ts';
import type { Term } from './queries.ts';
import type { Scored } from './score.ts';

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

/** Adds for each phrase of the query that stands in a candidate, at the distance that it has there. */
export function addPhraseScore(
  candidates: Scored[],
  phrases: Phrase[],
  mentions: Map<string, Mentions[]>,
): Scored[] {
  return candidates.map((candidate) => {
    const held = mentions.get(candidate.id);
    if (!held) return candidate;
    const places = new Map(held.map(({ lexeme, positions }) => [lexeme, positions]));
    const sum = phrases.reduce((total, phrase) => total + (stands(phrase, places) ? phrase.idf : 0), 0);
    return { ...candidate, score: candidate.score + phraseWeight * sum };
  });
}

function stands({ first, second, distance }: Phrase, places: Map<string, number[]>): boolean {
  const later = new Set(second.flatMap((lexeme) => places.get(lexeme) ?? []));
  return first.some((lexeme) => places.get(lexeme)?.some((position) => later.has(position + distance)));
}
