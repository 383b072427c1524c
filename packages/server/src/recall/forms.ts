import { type Mentions, rankOfMentions } from './held.ts';
import type { Term } from './queries.ts';

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

/** How well a candidate matches each term, where another form of a term's word matches that term in part. */
export function addForms(ranks: number[], mentions: Mentions[], formsOf: FormTest): number[] {
  let formed = ranks;
  for (const mention of mentions) {
    for (const index of formsOf(mention.lexeme)) {
      if (formed === ranks) formed = ranks.slice();
      formed[index] = Math.max(formed[index] ?? 0, formWeight * rankOfMentions(mention));
    }
  }
  return formed;
}

/** Gives the places of the terms of whose word a lexeme is another form. */
export type FormTest = (lexeme: string) => number[];

/** Candidates hold the same few lexemes: each is compared once. */
export function toFormTest(terms: Term[]): FormTest {
  const known = new Map<string, number[]>();
  return (lexeme) => {
    const found = known.get(lexeme);
    if (found) return found;
    const formsOf = terms.flatMap(({ word, lexemes }, index) =>
      !lexemes.includes(lexeme) && [word, ...lexemes].some((each) => isForm(each, lexeme)) ? [index] : [],
    );
    known.set(lexeme, formsOf);
    return formsOf;
  };
}
