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
  return candidates.map((candidate) => {
    const held = mentions.get(candidate.id);
    if (!held) return candidate;
    const ranks = candidate.ranks.map((rank, index) => {
      const { word = '', lexemes = [] } = terms[index] ?? {};
      const own = [word, ...lexemes];
      const forms = held.filter(
        ({ lexeme }) => !lexemes.includes(lexeme) && own.some((each) => isForm(each, lexeme)),
      );
      return Math.max(rank, ...forms.map((form) => formWeight * rankOfMentions(form)));
    });
    return { ...candidate, ranks };
  });
}
