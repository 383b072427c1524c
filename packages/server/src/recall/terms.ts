import { isAsking, type QueryTerm } from '../text/index.ts';
import type { Term } from './queries.ts';
import { rarity } from './score.ts';
import type { Kind, TermStatistics } from './vocabulary/index.ts';

/** A query's term with how rare it is, and how many of each kind a search for it should give. */
export type WeighedTerm = Term & { expected: Record<Kind, number> };

/** Rare words count a little more than BM25 has it; parts of a compound, words that only ask and guesses less. Measured. */
const rarityPower = 1.25;
const partWeight = 0.35;
const askingWeight = 0.5;
const guessWeight = 0.6;

/** Robertson's idf of each term, rarest first; with `asking`, words that only ask weigh less. */
export function weigh(
  terms: QueryTerm[],
  { statistics, asking }: { statistics: TermStatistics; asking: boolean },
): WeighedTerm[] {
  const { memories, counts, frequency, indexed } = statistics;
  const most = (lexemes: string[], holding: ReadonlyMap<string, number>, all: number) =>
    Math.min(all, Math.max(...lexemes.map((lexeme) => holding.get(lexeme) ?? 0)));
  return terms
    .map(({ word, lexemes, part, guessed }) => {
      const holding = most(lexemes, frequency, memories);
      const idf = rarity(memories, holding) ** rarityPower;
      const weight =
        (part ? partWeight : 1) * (guessed ? guessWeight : 1) * (asking && isAsking(word) ? askingWeight : 1);
      const expected = {
        memory: most(lexemes, indexed.memory, counts.memory),
        chunk: most(lexemes, indexed.chunk, counts.chunk),
      };
      return { word, lexemes, idf: weight * idf, expected };
    })
    .sort((a, b) => b.idf - a.idf);
}

/** Whether a term names a time, not a word. */
export function isTime(lexemes: string[]): boolean {
  return lexemes.every((lexeme) => lexeme.startsWith('@'));
}
