import { compoundParts } from './compound.ts';
import { isStopWord, languageOf } from './language.ts';
import { lexemesOf } from './lexemes.ts';
import { segment, type Word } from './segment.ts';
import { germanStem } from './stem.ts';

/** A word that is looked for, and the lexemes under which a text in either language may hold it. */
export type QueryTerm = {
  word: string;
  lexemes: string[];
  /** Its position in the query; what is not a word of it, such as a part of a compound, has none. */
  place?: number;
  /** A part of a compound that is looked for as well. */
  part?: boolean;
  /** Taken for a slip of the finger: the lexemes are those of words that look like it. */
  guessed?: boolean;
};
export type AnalysedQuery = { terms: QueryTerm[] };

const mostTerms = 40;
const longestQuery = 20_000;

/**
 * The terms of a query, without stop words, each once; parts of compounds stand last, as terms of their
 * own.
 */
export function analyseQuery(text: string): AnalysedQuery {
  const query = text.slice(0, longestQuery);
  let position = 0;
  const placed = segment(query).map((each) => ({ ...each, place: each.extra ? position : position++ }));
  const words = placed.filter(saysSomething);
  const language = languageOf(words, query);
  const telling = words.filter(({ word, exact, acronym }) => exact || acronym || !isStopWord(word, language));
  // "IT" alone is a stop word by its letters, but also all there is to look for.
  const wanted = telling.length > 0 ? telling : words;
  const parts = wanted.filter(({ exact }) => !exact).flatMap(({ word }) => compoundParts(word));
  const terms = new Map<string, QueryTerm>();
  for (const { word, exact, place } of wanted)
    addTerm(terms, { word, lexemes: exact ? [word] : lexemesOf(word, 'other'), place });
  for (const part of parts) addTerm(terms, { word: part, lexemes: lexemesOf(part, 'other'), part: true });
  return { terms: [...terms.values()].slice(0, mostTerms) };
}

/** Forms of one word are one term: Vertrag and Verträge must not count twice. */
function addTerm(terms: Map<string, QueryTerm>, term: QueryTerm): void {
  const key = germanStem(term.word);
  if (!terms.has(key)) terms.set(key, term);
}

/** Single letters and short numbers out of an address, version or pair of characters only make noise. */
function saysSomething({ word, piece }: Word): boolean {
  return !piece || (word.length > 1 && (/\p{L}/u.test(word) || word.length > 3));
}
