import { compoundParts } from './compound.ts';
import { dateLexemes } from './dates.ts';
import { detectLanguage, isStopWord, type Language, languageOf } from './language.ts';
import { lexemesOf } from './lexemes.ts';
import { segment } from './segment.ts';
import { germanStem } from './stem.ts';

/** What is indexed of a memory or chunk; `context` are words around it, which count least; `date` is when it holds. */
export type IndexedText = { title: string; tags: string[]; body: string; context?: string; date?: Date };
/** A PostgreSQL `tsvector` literal, and the body's length in words. */
export type Tsvector = { literal: string; length: number };

// PostgreSQL's own limits (documentation, section 12.11), and one of ours below its 1 MB.
const lastPosition = 16383;
const positionsPerLexeme = 255;
const literalBytes = 900_000;

type Weight = 'A' | 'B' | 'C' | 'D';
type Field = { text: string; weight: Weight; main: Language };
type Index = { entries: Map<string, string[]>; position: number; bytes: number };

/** The searchable form of a text: lexemes with positions, weighted A title, B tags, C body, D context. */
export function toTsvector(text: IndexedText): Tsvector {
  const steps = analyse(text);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same, with rests in between: a hundred kilobytes of rare words take a quarter of a second. */
export async function analyseText(text: IndexedText, rest: () => Promise<void>): Promise<Tsvector> {
  const steps = analyse(text);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await rest();
  }
}

const wordsAtOnce = 50;

function* analyse({ title, tags, body, context = '', date }: IndexedText): Generator<void, Tsvector> {
  const index: Index = { entries: new Map(), position: 0, bytes: 0 };
  for (const lexeme of date ? dateLexemes(date) : []) add(index, lexeme, '1B');
  // A title or tag is too short to tell its language: where it does not, the whole text does.
  const main = detectLanguage(`${title}\n${body}`);
  yield* addText(index, { text: title, weight: 'A', main });
  for (const tag of tags) yield* addText(index, { text: tag, weight: 'B', main });
  const length = yield* addText(index, { text: body, weight: 'C', main });
  yield* addText(index, { text: context, weight: 'D', main });
  const literal = Array.from(
    index.entries,
    ([lexeme, places]) => `${quoteLexeme(lexeme)}:${places.join(',')}`,
  ).join(' ');
  return { literal, length };
}

/** Stop words are not kept but take their position, so that distances stay true. */
function* addText(index: Index, { text, weight, main }: Field): Generator<void, number> {
  const words = segment(text);
  const own = languageOf(words, text);
  const language = own === 'other' ? main : own;
  const known = new Map<string, string[]>();
  for (const [at, { word, extra, exact, acronym }] of words.entries()) {
    if (at % wordsAtOnce === wordsAtOnce - 1) yield;
    const place = `${Math.min(index.position + 1, lastPosition)}${weight}`;
    if (!extra) index.position += 1;
    if (exact) add(index, word, place);
    else if (acronym || !isStopWord(word, language)) {
      const lexemes = known.get(word) ?? [
        ...lexemesOf(word, language),
        ...compoundParts(word).map(germanStem),
      ];
      known.set(word, lexemes);
      for (const lexeme of lexemes) add(index, lexeme, place);
    }
  }
  return words.filter(({ extra }) => !extra).length;
}

function add(index: Index, lexeme: string, place: string): void {
  const places = index.entries.get(lexeme);
  const cost = place.length + 1 + (places ? 0 : Buffer.byteLength(quoteLexeme(lexeme)) + 1);
  if (index.bytes + cost > literalBytes) return;
  if (!places) index.entries.set(lexeme, [place]);
  else if (places.length < positionsPerLexeme && !isTaken(places, place)) places.push(place);
  else return;
  index.bytes += cost;
}

/** The first and weightiest mention at a position stands. */
function isTaken(places: string[], place: string): boolean {
  return places.at(-1)?.slice(0, -1) === place.slice(0, -1);
}

/** A lexeme as it stands in the text form of a `tsvector` or a `tsquery`: quotes and backslashes are doubled. */
export function quoteLexeme(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
