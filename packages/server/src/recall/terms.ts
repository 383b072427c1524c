import { distance } from 'fastest-levenshtein';
import type { Tx } from '../db/types.ts';
import type { QueryTerm } from '../text/index.ts';
import { isKnown, type Term, type TermStatistics } from './queries.ts';
import { rarity } from './score.ts';

/** A query's term with how rare it is, and how many memories a search for it should give. */
export type WeighedTerm = Term & { expected: number };

const candidateBudget = 1000;
/** Rare words count a little more than BM25 has it, parts of a compound less than a word; both measured. */
const rarityPower = 1.15;
const partWeight = 0.35;
/** A time that a quarter of all memories share chooses none of them. */
const commonTime = 0.25;
const shortestMistyped = 5;

/** Robertson's idf of each term, rarest first. */
export function weigh(terms: QueryTerm[], statistics: TermStatistics): WeighedTerm[] {
  const { memories, frequency, indexed } = statistics;
  const most = (lexemes: string[], counts: Map<string, number>) =>
    Math.min(memories, Math.max(...lexemes.map((lexeme) => counts.get(lexeme) ?? 0)));
  return terms
    .map(({ word, lexemes, part }) => {
      const holding = most(lexemes, frequency);
      const idf = rarity(memories, holding) ** rarityPower;
      return { word, lexemes, idf: part ? partWeight * idf : idf, expected: most(lexemes, indexed) };
    })
    .sort((a, b) => b.idf - a.idf);
}

/** Candidates come from the rarest terms only, until they promise enough memories; all terms then score. */
export function rarest(terms: WeighedTerm[], { memories }: TermStatistics): WeighedTerm[] {
  let promised = 0;
  const choosing = terms.filter(
    ({ lexemes, expected }) => !isTime(lexemes) || expected <= Math.max(1, commonTime * memories),
  );
  return choosing.filter((term, index) => {
    const wanted = index === 0 || promised < candidateBudget;
    promised += wanted ? term.expected : 0;
    return wanted;
  });
}

function isTime(lexemes: string[]): boolean {
  return lexemes.every((lexeme) => lexeme.startsWith('@'));
}

/** Gives a word that no memory holds the lexemes of words that look like it: one slip, in a long word two. */
export async function forgiveTyping(
  tx: Tx,
  workspaceId: string,
  { terms, statistics }: { terms: QueryTerm[]; statistics: TermStatistics },
): Promise<QueryTerm[]> {
  const forgiven: QueryTerm[] = [];
  for (const term of terms) {
    const suspect =
      term.word.length >= shortestMistyped &&
      !term.lexemes.some((lexeme) => statistics.frequency.has(lexeme));
    const unknown = suspect && !(await isKnown(tx, workspaceId, term.lexemes));
    const similar = unknown ? lookalikes(term, statistics.frequency) : [];
    forgiven.push(similar.length > 0 ? { ...term, lexemes: similar } : term);
  }
  return forgiven;
}

const mostLookalikes = 3;

function lookalikes({ word, lexemes }: QueryTerm, frequency: Map<string, number>): string[] {
  if (!/^\p{L}+$/u.test(word)) return [];
  const slips = word.length >= 8 ? 2 : 1;
  const near = [...frequency.keys()].flatMap((known) => {
    if (known.length < 3 || known.startsWith('@')) return [];
    const away = Math.min(...lexemes.map((lexeme) => slipsBetween(lexeme, known, slips)));
    return away <= slips ? [{ known, away }] : [];
  });
  const closest = Math.min(...near.map(({ away }) => away));
  return near.flatMap(({ known, away }) => (away === closest ? [known] : [])).slice(0, mostLookalikes);
}

/** Edits between two words; two neighbouring letters that changed places count as one. */
function slipsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY;
  const edits = distance(a, b);
  return edits === 2 && a.length === b.length && isSwap(a, b) ? 1 : edits;
}

function isSwap(a: string, b: string): boolean {
  const at = Array.from(a).findIndex((letter, index) => letter !== b[index]);
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
