import type { Placed, Term } from './queries.ts';
import type { Scored } from './score.ts';

/** Words of a passage, and how much its score counts in a long text; measured (docs/benchmarks.md). */
const passageLength = 25;
const passageWeight = 0.18;
/** A text of so many words is a passage itself; the longer it is, the more its best passage tells. */
const shortText = 40;

/**
 * Adds what the best passage of a long text holds of the query: words that stand together answer a question
 * more likely than words scattered over pages.
 */
export function addPassageScore(
  candidates: Scored[],
  terms: Term[],
  places: Map<string, Placed[]>,
): Scored[] {
  return candidates.map((candidate) => {
    const held = places.get(candidate.id);
    if (!held || candidate.length <= shortText) return candidate;
    const share = passageWeight * (1 - shortText / candidate.length);
    return { ...candidate, score: candidate.score + share * bestPassage(held, terms) };
  });
}

type Mention = { position: number; term: number };

/** The largest sum of the rarities of different terms that stand within one passage. */
function bestPassage(held: Placed[], terms: Term[]): number {
  const mentions = mentionsOf(held, terms);
  const within = new Map<number, number>();
  let best = 0;
  let first = 0;
  for (const { position, term } of mentions) {
    within.set(term, (within.get(term) ?? 0) + 1);
    for (let out = mentions[first]; out && position - out.position >= passageLength; out = mentions[first]) {
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

function mentionsOf(held: Placed[], terms: Term[]): Mention[] {
  const byLexeme = new Map(held.map((each) => [each.lexeme, each.positions]));
  const mentions = terms.flatMap(({ lexemes }, term) => {
    const positions = new Set(lexemes.flatMap((lexeme) => byLexeme.get(lexeme) ?? []));
    return [...positions].map((position) => ({ position, term }));
  });
  return mentions.sort((a, b) => a.position - b.position);
}
