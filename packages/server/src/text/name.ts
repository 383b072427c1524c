import { fold } from './fold.ts';

/** A name as it is kept: one line, single spaces, nothing invisible. */
export function cleanName(name: string): string {
  return name
    .toWellFormed()
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
}

/** One form for every spelling of a name; empty for what holds no letter, digit or symbol. */
export function foldName(name: string): string {
  const clean = cleanName(name);
  if (!/[\p{L}\p{N}\p{S}]/u.test(clean)) return '';
  return clean.split(' ').map(fold).join(' ').trim();
}
