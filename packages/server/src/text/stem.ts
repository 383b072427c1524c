import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as german } from '@orama/stemmers/german';
import type { Language } from './language.ts';

const stemmable = /^[a-z]{3,64}$/;

export function germanStem(word: string): string {
  return stemmable.test(word) ? german(word) : word;
}

function englishStem(word: string): string {
  return stemmable.test(word) ? english(word) : word;
}

/** The forms under which a folded word is kept or looked for. Where the language is unknown, all of them. */
export function lexemesOf(word: string, language: Language): string[] {
  if (language === 'de') return [germanStem(word)];
  if (language === 'en') return [englishStem(word)];
  return [...new Set([germanStem(word), englishStem(word), word])];
}
