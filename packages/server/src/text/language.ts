import { segment, type Word } from './segment.ts';
import { englishStopWords, germanStopWords, tellingEnglish, tellingGerman } from './stop-words.ts';

export type Language = 'de' | 'en' | 'other';

/** German or English by their little words, else by umlauts; `other` when nothing tells. */
export function detectLanguage(text: string): Language {
  return languageOf(segment(text), text);
}

export function languageOf(words: Word[], text: string): Language {
  const german = count(words, tellingGerman);
  const english = count(words, tellingEnglish);
  // A word that happens to look like one of ours makes no language of a long text in another.
  if (Math.max(german, english) * 12 < words.length)
    return umlauted(text) && words.length < 12 ? 'de' : 'other';
  if (german !== english) return german > english ? 'de' : 'en';
  return umlauted(text) ? 'de' : 'other';
}

/**
 * Whether a word is too common to look for. Words of both languages always; of one, unless the other means
 * it.
 */
export function isStopWord(word: string, language: Language): boolean {
  if (tellingGerman.has(word) || tellingEnglish.has(word)) return true;
  const german = germanStopWords.has(word);
  const english = englishStopWords.has(word);
  return (german && english) || (german && language === 'de') || (english && language === 'en');
}

function count(words: Word[], telling: Set<string>): number {
  return words.filter(({ word, acronym }) => !acronym && telling.has(word)).length;
}

function umlauted(text: string): boolean {
  return /[äöüß]/i.test(text.normalize('NFC'));
}
