import { isWord } from '../text/index.ts';
import type { Term } from './queries.ts';
import { rarity, type Scored } from './score.ts';
import type { TermStatistics } from './vocabulary/index.ts';

/** Memories that are taken to be relevant, terms learnt from them, and their weight beside the query's own. */
export const feedback = { memories: 5, terms: 10, weight: 0.1 };
/** Words a memory may have on average until it teaches less: of a long text, fewer words are what it is about. */
const shortText = 40;
/** How much less a memory teaches that scores less than the first. */
const trustPower = 5;

type Held = { id: string; lexeme: string; times: number };
type Lesson = { held: Held[]; first: Scored[]; asked: Term[] };

/** The words that best tell the first hits from all other memories (pseudo relevance feedback). */
export function learnTerms({ held, first, asked }: Lesson, { memories, frequency }: TermStatistics): Term[] {
  const top = Math.max(...first.map(({ score }) => score));
  const trust = new Map(first.map(({ id, score }) => [id, (score / top) ** trustPower]));
  const known = new Set(asked.flatMap(({ lexemes }) => lexemes));
  const weights = new Map<string, number>();
  for (const { id, lexeme, times } of held) {
    if (known.has(lexeme) || !isWord(lexeme)) continue;
    const taught = (trust.get(id) ?? 0) * (times / (times + 1));
    weights.set(lexeme, (weights.get(lexeme) ?? 0) + taught);
  }
  const length = first.reduce((sum, each) => sum + each.length, 0) / first.length;
  const weight = feedback.weight * Math.min(1, (shortText / length) ** 2);
  return [...weights]
    .map(([lexeme, taught]) => {
      const holding = Math.max(1, frequency.get(lexeme) ?? 1);
      return { lexeme, gain: taught * rarity(memories, holding) };
    })
    .sort((a, b) => b.gain - a.gain || (a.lexeme < b.lexeme ? -1 : 1))
    .slice(0, feedback.terms)
    .map(({ lexeme, gain }, _, [most]) => ({
      word: lexeme,
      lexemes: [lexeme],
      idf:
        weight *
        (gain / (most?.gain || 1)) *
        Math.log(1 + memories / Math.max(1, frequency.get(lexeme) ?? 1)),
    }));
}
