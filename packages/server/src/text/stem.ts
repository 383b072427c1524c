import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as german } from '@orama/stemmers/german';

const stemmable = /^[a-z]{3,64}$/;

export function germanStem(word: string): string {
  return stemmable.test(word) ? german(word) : word;
}

export function englishStem(word: string): string {
  return stemmable.test(word) ? english(word) : word;
}
