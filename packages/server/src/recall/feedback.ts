import { isWord } from '../text/index.ts';
import { type Held, isOwn, rankOf, readVector, toMentions } from './held.ts';
import type { Term } from './queries.ts';
import { byScore, rarity, type Scored, withScore } from './score.ts';
import type { TermStatistics } from './vocabulary/index.ts';

/** Memories that are taken to be relevant, terms learnt from them, and their weight beside the query's own. */
const feedback = { memories: 5, terms: 10, weight: 0.1 };
/** Words a memory may have on average until it teaches less: of a long text, fewer words are what it is about. */
const shortText = 40;
/** How much less a memory teaches that scores less than the first. */
const trustPower = 5;

type Lesson = { held: ReadonlyMap<string, Held>; asked: Term[]; statistics: TermStatistics };

/** Lets the first hits teach further words, and adds what those say of all that is known in `held`. */
export function addFeedback(scored: Scored[], { held, asked, statistics }: Lesson): Scored[] {
  const known = scored.filter(({ id }) => held.has(id));
  if (known.length <= feedback.memories) return scored;
  const learnt = learnTerms(known.slice(0, feedback.memories), { held, asked, statistics });
  if (learnt.length === 0) return scored;
  return scored
    .map((each) => {
      const known = held.get(each.id);
      return known === undefined ? each : withScore(each, each.score + scoreTerms(learnt, known));
    })
    .sort(byScore);
}

function scoreTerms(terms: Term[], held: Held): number {
  let sum = 0;
  for (const term of terms) sum += term.idf * rankOf(held, term);
  return sum;
}

/** The words that best tell the first hits from all other memories (pseudo relevance feedback). */
function learnTerms(first: Scored[], { held, asked, statistics }: Lesson): Term[] {
  const { memories, frequency } = statistics;
  const top = Math.max(...first.map(({ score }) => score));
  const known = new Set(asked.flatMap(({ lexemes }) => lexemes));
  const weights = new Map<string, number>();
  for (const { id, score } of first) {
    const trust = (score / top) ** trustPower;
    for (const [lexeme, places] of readVector(held.get(id) ?? '')) {
      if (known.has(lexeme) || !isWord(lexeme)) continue;
      const times = toMentions(lexeme, places).weights.filter(isOwn).length;
      weights.set(lexeme, (weights.get(lexeme) ?? 0) + trust * (times / (times + 1)));
    }
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
