import { familyMark, familyOf } from './irregular.ts';
import type { Language } from './language.ts';
import { englishStem, germanStem } from './stem.ts';

/**
 * The forms under which a folded word is kept or looked for: its stem, and the family of an irregular one. Where the
 * language is unknown, those of both.
 */
export function lexemesOf(word: string, language: Language): string[] {
  const families = (['de', 'en'] as const).flatMap((each) =>
    language === each || language === 'other' ? (familyOf(word, each) ?? []) : [],
  );
  if (language === 'de') return [germanStem(word), ...families];
  if (language === 'en') return [englishStem(word), ...families];
  return [...new Set([germanStem(word), englishStem(word), word, ...families])];
}

/** Whether a lexeme stands for all forms of an irregular word. */
export function isFamily(lexeme: string): boolean {
  return lexeme.startsWith(familyMark);
}

/** Whether a lexeme is that of a word, not of a time or of a family. */
export function isWord(lexeme: string): boolean {
  return !isFamily(lexeme) && !lexeme.startsWith('@');
}
