import { quoteLexeme } from '../text/index.ts';

/** A tsquery literal: any of the lexemes. */
export function anyOf(lexemes: string[]): string {
  return lexemes.map(quoteLexeme).join(' | ');
}

/** A tsquery literal: all parts of one of the groups, each part in any of its forms. */
export function anyGroup(groups: { lexemes: string[] }[][]): string {
  return groups.map((group) => group.map(({ lexemes }) => `(${anyOf(lexemes)})`).join(' & ')).join(' | ');
}
