import { distance } from 'fastest-levenshtein';
import type { Tx } from '../../db/types.ts';
import { isWord, type QueryTerm } from '../../text/index.ts';
import { isKnown, selectVocabulary, type TermStatistics } from './queries.ts';

const shortestMistyped = 5;
const mostLookalikes = 3;
/** Of a word, the part that is looked for in the index, and its letters at least and at most. */
const beginning = { part: 0.6, least: 4, most: 8 };
/** Words of a query that are looked up in the index: each costs a search. */
const mostLookups = 3;

/** Gives a word that no memory holds the lexemes of words that look like it: one slip, in a long word two. */
export async function forgiveTyping(
  tx: Tx,
  workspaceId: string,
  { terms, statistics }: { terms: QueryTerm[]; statistics: TermStatistics },
): Promise<QueryTerm[]> {
  const forgiven: QueryTerm[] = [];
  let lookups = statistics.complete ? 0 : mostLookups;
  for (const term of terms) {
    const suspect =
      term.word.length >= shortestMistyped &&
      letters.test(term.word) &&
      !term.lexemes.some((lexeme) => statistics.frequency.has(lexeme));
    const unknown = suspect && !(await isKnown(tx, workspaceId, term.lexemes));
    let similar = unknown ? lookalikes(term, statistics.frequency.keys()) : [];
    if (unknown && similar.length === 0 && lookups > 0) {
      lookups -= 1;
      similar = lookalikes(term, await selectVocabulary(tx, workspaceId, beginningsOf(term)));
    }
    forgiven.push(similar.length > 0 ? { ...term, lexemes: similar, guessed: true } : term);
  }
  return forgiven;
}

const letters = /^\p{L}+$/u;

function lookalikes({ word, lexemes }: QueryTerm, vocabulary: Iterable<string>): string[] {
  const slips = word.length >= 8 ? 2 : 1;
  const near = [...vocabulary].flatMap((known) => {
    if (known.length < 3 || !isWord(known)) return [];
    const away = Math.min(...lexemes.filter(isWord).map((lexeme) => slipsBetween(lexeme, known, slips)));
    return away <= slips ? [{ known, away }] : [];
  });
  const closest = Math.min(...near.map(({ away }) => away));
  return near.flatMap(({ known, away }) => (away === closest ? [known] : [])).slice(0, mostLookalikes);
}

/**
 * How the word that was meant may begin: as typed, or without a slip in its first letters (one too many, two
 * that changed places, one of a pair left out). A wrong letter there is forgiven in the sample alone.
 */
function beginningsOf({ word, lexemes }: QueryTerm): string[] {
  // A stem ends before its word does, and that of the right word perhaps a letter earlier.
  const stem = Math.min(...lexemes.filter(isWord).map((lexeme) => lexeme.length)) - 1;
  const wanted = Math.min(Math.ceil(beginning.part * word.length), stem, beginning.most);
  const length = Math.max(beginning.least, wanted);
  const typed = Array.from(word);
  const variants = [word];
  for (let at = 0; at < Math.min(length, typed.length); at += 1) {
    const letter = typed[at] ?? '';
    const next = typed[at + 1] ?? '';
    variants.push(typed.toSpliced(at, 1).join(''));
    variants.push(typed.toSpliced(at, 2, next, letter).join(''));
    variants.push(typed.toSpliced(at, 0, letter).join(''));
  }
  return [...new Set(variants.map((variant) => Array.from(variant).slice(0, length).join('')))];
}

/** Edits between two words; letters that changed places count as one. */
function slipsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY;
  const edits = distance(a, b);
  return edits === 2 && a.length === b.length && sorted(a) === sorted(b) ? 1 : edits;
}

function sorted(word: string): string {
  return Array.from(word).sort().join('');
}
