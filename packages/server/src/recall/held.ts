import type { Term } from './queries.ts';

/** Where a memory holds a lexeme, and in which weight class each time: A title, B tags, C body, D of its neighbours. */
export type Mentions = { lexeme: string; positions: number[]; weights: string[] };
/** The lexemes of a memory, with where it holds each of them as PostgreSQL writes it: `3A,17C,40`. */
export type Held = ReadonlyMap<string, string>;

/**
 * Reads the text form of a `tsvector`: `'invoic':3A,17C 'o''clock':9`. Every recall reads thousands of lexemes, so it
 * looks for the quotes itself: a regular expression makes an array for each match.
 */
export function readVector(text: string): Held {
  const held = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    const end = endOfQuoted(text, at + 1);
    const space = text.indexOf(' ', end);
    const next = space === -1 ? text.length : space;
    held.set(unquote(text.slice(at + 1, end)), text.slice(end + 2, next));
    at = next + 1;
  }
  return held;
}

/** Where the quote stands that ends what begins at `from`; one that is doubled is part of it. */
function endOfQuoted(text: string, from: number): number {
  let end = text.indexOf("'", from);
  while (end !== -1 && text[end + 1] === "'") end = text.indexOf("'", end + 2);
  return end === -1 ? text.length : end;
}

function unquote(lexeme: string): string {
  if (!lexeme.includes("'") && !lexeme.includes('\\')) return lexeme;
  return lexeme.replaceAll("''", "'").replaceAll('\\\\', '\\');
}

export function toMentions(lexeme: string, places: string): Mentions {
  const each = places === '' ? [] : places.split(',');
  return { lexeme, positions: each.map((place) => Number.parseInt(place, 10)), weights: each.map(weightOf) };
}

/** The class D, of the least weight, is not written. */
function weightOf(place: string): string {
  const last = place.at(-1) ?? '';
  return last >= 'A' ? last : 'D';
}

/** What a text itself holds in a place, and not its neighbours. */
export function isOwn(weight: string): boolean {
  return weight !== 'D';
}

const classWeights: Readonly<Record<string, number>> = { A: 1, B: 0.7, C: 0.6 };
const neighbourWeight = 0.2;

/**
 * What PostgreSQL's `ts_rank` gives for one lexeme: the weightiest mention, and the others by a falling series. The
 * mentions among a memory's neighbours count where they are asked for.
 */
export function rankOfMentions({ weights }: Pick<Mentions, 'weights'>, neighbours = false): number {
  const each = weights.map((weight) => classWeights[weight] ?? (neighbours ? neighbourWeight : 0));
  const most = Math.max(0, ...each);
  const at = each.indexOf(most);
  const sum = each.reduce((total, weight, index) => total + weight / (index + 1) ** 2, 0);
  return (most + sum - most / (at + 1) ** 2) / (Math.PI ** 2 / 6);
}

/** How well a memory matches a term: by the best of the term's lexemes. */
export function rankOf(held: Held, { lexemes }: Pick<Term, 'lexemes'>): number {
  const ranks = lexemes.map((lexeme) => {
    const places = held.get(lexeme);
    return places === undefined ? 0 : rankOfMentions(toMentions(lexeme, places), true);
  });
  return Math.max(0, ...ranks);
}
