import { quoteLexeme } from '../text/index.ts';
import type { Term } from './queries.ts';

/** Where a memory holds a lexeme, and in which weight class each time: A title, B tags, C body, D of its neighbours. */
export type Mentions = { lexeme: string; positions: number[]; weights: string[] };
/**
 * What a memory holds: the text form of a `tsvector`, `'invoic':3A,17C 'o''clock':9`. Of the thousands of lexemes that
 * the candidates of a recall hold it looks for a few, so that they are read where they stand and not all taken apart. No
 * lexeme of ours holds a space.
 */
export type Held = string;

/** All lexemes, with where each is held as PostgreSQL writes it: `3A,17C,40`. */
export function readVector(held: Held): Map<string, string> {
  const read = new Map<string, string>();
  eachEntry(held, (from, end, next) => {
    read.set(unquote(held.slice(from, end)), held.slice(end + 2, next));
  });
  return read;
}

/** The lexemes whose first letters, so many, are among the beginnings; and those that are a beginning themselves. */
export function mentionsOf(held: Held, beginnings: ReadonlySet<string>, letters: number): Mentions[] {
  const mentions: Mentions[] = [];
  eachEntry(held, (from, end, next) => {
    const begins = held.slice(from, Math.min(end, from + letters));
    if (!beginnings.has(begins) && !hasEscape(begins)) return;
    const lexeme = unquote(held.slice(from, end));
    if (beginnings.has(lexeme.slice(0, letters)))
      mentions.push(toMentions(lexeme, held.slice(end + 2, next)));
  });
  return mentions;
}

/** Where a lexeme is held, as PostgreSQL writes it; undefined where it is not. */
export function placesOf(held: Held, lexeme: string): string | undefined {
  const quoted = quoteLexeme(lexeme);
  for (let at = held.indexOf(quoted); at !== -1; at = held.indexOf(quoted, at + 1)) {
    const end = at + quoted.length - 1;
    // Within another lexeme a quote is doubled.
    if ((at === 0 || held[at - 1] === ' ') && held[end + 1] !== "'")
      return held.slice(end + 2, endOfPlaces(held, end));
  }
  return undefined;
}

/** Calls with where each entry's lexeme begins and ends, without its quotes, and where the entry ends. */
function eachEntry(held: Held, visit: (from: number, end: number, next: number) => void): void {
  for (let at = 0; at < held.length; ) {
    const end = endOfQuoted(held, at + 1);
    const next = endOfPlaces(held, end);
    visit(at + 1, end, next);
    at = next + 1;
  }
}

/** Where the quote stands that ends what begins at `from`; one that is doubled is part of it. */
function endOfQuoted(text: string, from: number): number {
  let end = text.indexOf("'", from);
  while (end !== -1 && text[end + 1] === "'") end = text.indexOf("'", end + 2);
  return end === -1 ? text.length : end;
}

function endOfPlaces(text: string, from: number): number {
  const space = text.indexOf(' ', from);
  return space === -1 ? text.length : space;
}

function hasEscape(text: string): boolean {
  return text.includes("'") || text.includes('\\');
}

function unquote(lexeme: string): string {
  if (!hasEscape(lexeme)) return lexeme;
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
  let best = 0;
  for (const lexeme of lexemes) {
    const places = placesOf(held, lexeme);
    if (places !== undefined) best = Math.max(best, rankOfMentions(toMentions(lexeme, places), true));
  }
  return best;
}
