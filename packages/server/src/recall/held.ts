import type { Term } from './queries.ts';

/** Where a memory holds a lexeme, and in which weight class each time: A title, B tags, C body, D of its neighbours. */
export type Mentions = { lexeme: string; positions: number[]; weights: string[] };
/** The lexemes of a memory, with where it holds each of them as PostgreSQL writes it: `3A,17C,40`. */
export type Held = ReadonlyMap<string, string>;

const entry = /'((?:[^']|'')*)'(?::([\dA-D,]+))?/g;

/** Reads the text form of a `tsvector`: `'invoic':3A,17C 'o''clock':9`. */
export function readVector(text: string): Held {
  const held = new Map<string, string>();
  for (const [, lexeme = '', places = ''] of text.matchAll(entry)) held.set(unquote(lexeme), places);
  return held;
}

function unquote(lexeme: string): string {
  return /['\\]/.test(lexeme) ? lexeme.replaceAll("''", "'").replaceAll('\\\\', '\\') : lexeme;
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
