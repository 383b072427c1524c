import { isOwn, type Mentions } from './held.ts';
import type { Term } from './queries.ts';

/** Words of a window, and how much its score counts in a long text; measured (docs/benchmarks.md). */
const windowLength = 25;
const windowWeight = 0.18;
/** A text of so many words is a window itself; the longer it is, the more its best window tells. */
const shortText = 40;

/**
 * What the best window of a long text holds of the query: words that stand together answer a question more likely
 * than words scattered over pages.
 */
export function scoreWindow(length: number, terms: Term[], mentions: Mentions[]): number {
  return length <= shortText ? 0 : windowWeight * (1 - shortText / length) * bestWindow(mentions, terms);
}

type Mention = { position: number; term: number };

/** The largest sum of the rarities of different terms that stand within one window. */
function bestWindow(held: Mentions[], terms: Term[]): number {
  const mentions = mentionsOf(held, terms);
  const within = new Map<number, number>();
  let best = 0;
  let first = 0;
  for (const { position, term } of mentions) {
    within.set(term, (within.get(term) ?? 0) + 1);
    for (let out = mentions[first]; out && position - out.position >= windowLength; out = mentions[first]) {
      const left = (within.get(out.term) ?? 0) - 1;
      if (left > 0) within.set(out.term, left);
      else within.delete(out.term);
      first += 1;
    }
    const sum = [...within.keys()].reduce((total, each) => total + (terms[each]?.idf ?? 0), 0);
    best = Math.max(best, sum);
  }
  return best;
}

function mentionsOf(held: Mentions[], terms: Term[]): Mention[] {
  const byLexeme = new Map(held.map((each) => [each.lexeme, ownPositions(each)]));
  const mentions = terms.flatMap(({ lexemes }, term) => {
    const positions = new Set(lexemes.flatMap((lexeme) => byLexeme.get(lexeme) ?? []));
    return [...positions].map((position) => ({ position, term }));
  });
  return mentions.sort((a, b) => a.position - b.position);
}

function ownPositions({ positions, weights }: Mentions): number[] {
  return positions.filter((_, index) => isOwn(weights[index] ?? ''));
}
