import { type Mentions, rankOfMentions } from './held.ts';
import type { Candidate, Term } from './queries.ts';

/** How much another form of a word counts beside the word itself; measured (docs/benchmarks.md). */
const formWeight = 0.3;
/** Letters with which two forms of a word begin alike, at least; shorter words have no other forms. */
export const formPrefix = 4;
const alike = 0.6;
const longestEnding = 4;

/**
 * Whether two lexemes look like forms of one word that their stems keep apart, by inflection or derivation:
 * they begin alike and differ in an ending (intercept, interception; mieten, Mieter).
 */
export function isForm(a: string, b: string): boolean {
  if (!letters.test(a) || !letters.test(b)) return false;
  let same = 0;
  while (same < Math.min(a.length, b.length) && a[same] === b[same]) same += 1;
  const longer = Math.max(a.length, b.length);
  return same >= formPrefix && same >= alike * longer && longer - same <= longestEnding;
}

const letters = /^\p{L}+$/u;

/** A candidate that holds another form of a term's word matches that term in part. */
export function addForms(
  candidates: Candidate[],
  terms: Term[],
  mentions: Map<string, Mentions[]>,
): Candidate[] {
  const isFormOf = toFormTest(terms);
  return candidates.map((candidate) => {
    const ranks = candidate.ranks.slice();
    for (const mention of mentions.get(candidate.id) ?? []) {
      for (const [index, rank] of ranks.entries()) {
        if (!isFormOf(index, mention.lexeme)) continue;
        ranks[index] = Math.max(rank, formWeight * rankOfMentions(mention));
      }
    }
    return { ...candidate, ranks };
  });
}

/** Whether a lexeme is another form of a term's word. Candidates hold the same few: each is compared once. */
function toFormTest(terms: Term[]): (index: number, lexeme: string) => boolean {
  const known = terms.map(() => new Map<string, boolean>());
  return (index, lexeme) => {
    const found = known[index]?.get(lexeme);
    if (found !== undefined) return found;
    const { word = '', lexemes = [] } = terms[index] ?? {};
    const is = !lexemes.includes(lexeme) && [word, ...lexemes].some((each) => isForm(each, lexeme));
    known[index]?.set(lexeme, is);
    return is;
  };
}
