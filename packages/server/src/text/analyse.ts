import { stemmer as stemEnglish } from '@orama/stemmers/english';
import { stemmer as stemGerman } from '@orama/stemmers/german';
import { compoundParts } from './compound.ts';
import { englishStopWords, germanStopWords } from './words.ts';

const wordForm = /[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu;
const longestWord = 100;
const mostTerms = 40;

/** NFC text with Unix line ends, without trailing spaces and outer blank lines: what "the same content" compares. */
export function normaliseContent(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();
}

/** The words of a text in their folded form: lower case, ä and ae alike, ß as ss, other accents dropped. */
export function words(text: string): string[] {
  return (text.normalize('NFC').toLowerCase().match(wordForm) ?? []).map(fold).filter((word) => word !== '');
}

function fold(word: string): string {
  return word
    .slice(0, longestWord)
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/['’].*$/, '');
}

/**
 * The lexemes of one word. A short text does not say its language, so a word stands under its German
 * and its English stem; compounds stand under their parts' stems too.
 */
export function lexemesOf(word: string): string[] {
  if (/\p{N}/u.test(word) || !/^[a-z]+$/.test(word)) return [word];
  const parts = compoundParts(word).map(stem);
  return [...new Set([stem(word), stemEnglish(word), ...parts])].filter((lexeme) => lexeme !== '');
}

/** The German stemmer knows umlauts only as letters; folded ones are vowels to it all the same. */
function stem(word: string): string {
  return stemGerman(word);
}

export type QueryTerm = { word: string; lexemes: string[] };

/** What a query looks for: its words without stop words, each with the lexemes it may stand under. */
export function analyseQuery(text: string): { terms: QueryTerm[] } {
  const all = [...new Set(words(text))];
  const telling = all.filter((word) => !germanStopWords.has(word) && !englishStopWords.has(word));
  const chosen = telling.length > 0 ? telling : all;
  return { terms: chosen.slice(0, mostTerms).map((word) => ({ word, lexemes: lexemesOf(word) })) };
}
