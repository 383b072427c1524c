import { fold } from './fold.ts';

/** A word of a text, folded. */
export type Word = {
  word: string;
  /**
   * Stands beside the words it is made of and takes no position: an e-mail address, a version, E-Mail as
   * email.
   */
  extra: boolean;
  /** Never stemmed, split or dropped: an id, an address, a version, a piece of a script without spaces. */
  exact: boolean;
  /** Written in capitals among small letters: IT, US, WHO are not the words it, us, who. */
  acronym: boolean;
  /** A piece of something longer; too short a piece says nothing in a query. */
  piece: boolean;
};

const letter = '[\\p{L}\\p{N}]';
const part = `${letter}[\\p{L}\\p{N}\\p{M}]*`;
// Every class of letters takes long to compile, most of all regardless of case: it is asked for as seldom as can be.
const run = new RegExp(`[cfCF](?:\\+\\+|#)(?!${letter})|${part}(?:(?:['’.@+-]|_+)${part})*`, 'gu');
const invisible = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/**
 * The words of a text in order. What is joined by `.`, `_`, `@`, `+` or `-` also stands as a whole, first.
 */
export function segment(text: string): Word[] {
  const clean = text.toWellFormed().normalize('NFC').replace(invisible, '');
  const shouting = !/\p{Ll}/u.test(clean);
  return Array.from(clean.matchAll(run), ([found]) => ofRun(found, shouting))
    .flat()
    .filter((each) => each.word !== '');
}

function ofRun(found: string, shouting: boolean): Word[] {
  if (/^.(?:\+\+|#)$/.test(found)) return [toWord(found.toLowerCase(), { exact: true })];
  const pieces = found.split(/[._@+-]+/);
  const words = pieces.flatMap((each) => ofPiece(each, shouting, pieces.length > 1));
  return pieces.length > 1 ? [whole(found, pieces), ...words] : words;
}

/** `anna@example.org`, `1.2.3` and `gpt-4` stay as they are; `E-Mail` is the word email. */
function whole(found: string, pieces: string[]): Word {
  const hyphenated = /^[^._@+\p{N}]+$/u.test(found);
  return hyphenated
    ? toWord(fold(pieces.join('')), { extra: true })
    : toWord(fold(found), { extra: true, exact: true });
}

function ofPiece(found: string, shouting: boolean, piece: boolean): Word[] {
  if (spaceless.test(found)) return pairs(fold(found));
  const acronym = !shouting && /^\p{Lu}{2,}$/u.test(found);
  return [toWord(fold(withoutApostrophes(found)), { acronym, piece })];
}

/** `user's` is user, `l'école` école, `don't` dont, `O'Brien` obrien. */
function withoutApostrophes(found: string): string {
  if (!/['’]/.test(found)) return found;
  return found
    .replace(/['’]s$/i, '')
    .replace(/^(?:[cdjlmnst]|qu)['’](?=\p{L}{3})/iu, '')
    .replace(/['’]/g, '');
}

/** Chinese, Japanese, Thai: pairs of characters, since no space tells the words apart; and each by itself. */
function pairs(found: string): Word[] {
  const characters = Array.from(found);
  return characters.flatMap((character, index) => {
    const next = characters[index + 1];
    const single = toWord(character, { exact: true, piece: characters.length > 1 });
    return next === undefined ? [single] : [toWord(character + next, { extra: true, exact: true }), single];
  });
}

function toWord(text: string, marks: Partial<Word>): Word {
  return { word: text, extra: false, exact: false, acronym: false, piece: false, ...marks };
}
