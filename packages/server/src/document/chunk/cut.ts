import { documentLimits } from '@knowmind/sdk';
import { blocksOf } from './blocks.ts';

/** A chunk as a place in the text; `overlap` characters at its beginning end the one before it. */
export type Piece = { start: number; end: number; overlap: number; headingPath: string[] };
type Span = { start: number; end: number };

/** In tokens, as `countTokens` estimates them. */
const size = 500;
const overlapSize = 50;
const charactersPerToken = 4;
const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/gu;
const sentenceEnd = /[.!?…]["'”“»«’)\]]*\s+|[。！？]|\n/gu;

/**
 * Cuts a text into chunks of about 500 tokens, at headings, else between paragraphs, else between sentences.
 * Chunks of one section overlap by about 50 tokens.
 */
export function* cutText(text: string): Generator<Piece> {
  for (const { headingPath, spans } of sectionsOf(text)) {
    let open: Piece | undefined;
    let tokens = 0;
    for (const span of spans.flatMap((each) => toUnits(text, each))) {
      const more: number = countTokens(text, { start: open?.end ?? span.start, end: span.end });
      if (open && tokens + more <= size) {
        open.end = span.end;
        tokens += more;
        continue;
      }
      if (open) yield open;
      const start: number = open ? overlapStart(text, open) : span.start;
      open = { start, end: span.end, overlap: open ? open.end - start : 0, headingPath };
      tokens = countTokens(text, open);
    }
    if (open) yield open;
  }
}

/** Joins neighbours where a document of very short sections has more chunks than it may. */
export function joinShort(text: string, pieces: Piece[]): Piece[] {
  if (pieces.length <= documentLimits.chunks) return pieces;
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (!last || countTokens(text, { start: last.start, end: piece.end }) > size) {
      joined.push({ ...piece });
      continue;
    }
    last.end = piece.end;
    const apart = last.headingPath.findIndex((title, index) => title !== piece.headingPath[index]);
    if (apart !== -1) last.headingPath = last.headingPath.slice(0, apart);
  }
  return joined;
}

/** An estimate: models differ, and four characters of a European language come near to all of them. */
function countTokens(text: string, { start, end }: Span): number {
  const characters = text.slice(start, end);
  const dense = characters.match(spaceless)?.length ?? 0;
  return dense + Math.ceil((characters.length - dense) / charactersPerToken);
}

type Section = { headingPath: string[]; spans: Span[] };

/** What stands under each heading, with it; a heading without a text of its own joins the next one. */
function* sectionsOf(text: string): Generator<Section> {
  let path: { level: number; title: string }[] = [];
  let current: Section = { headingPath: [], spans: [] };
  let bare = true;
  for (const { start, end, heading } of blocksOf(text)) {
    if (heading) {
      path = [...path.filter(({ level }) => level < heading.level), heading];
      if (!bare) {
        yield current;
        current = { headingPath: [], spans: [] };
      }
      current.headingPath = path.map(({ title }) => title);
    }
    bare = heading !== undefined;
    current.spans.push({ start, end });
  }
  if (current.spans.length > 0) yield current;
}

/** The span itself where it fits into a chunk, else its sentences, else runs of its words. */
function toUnits(text: string, span: Span): Span[] {
  const room = size - overlapSize;
  if (countTokens(text, span) <= room) return [span];
  return sentencesOf(text, span).flatMap((sentence) =>
    countTokens(text, sentence) <= room ? [sentence] : runsOf(text, sentence, room),
  );
}

function sentencesOf(text: string, { start, end }: Span): Span[] {
  const part = text.slice(start, end);
  const ends = [...part.matchAll(sentenceEnd)].map(({ 0: found, index }) => start + index + found.length);
  return [...ends, end].flatMap((to, index) => {
    const from = ends[index - 1] ?? start;
    return to > from ? [{ start: from, end: to }] : [];
  });
}

/** Cut between words where there are spaces; a text without any is cut between characters. */
function runsOf(text: string, { start, end }: Span, room: number): Span[] {
  const runs: Span[] = [];
  for (let from = start; from < end; ) {
    const dense = text.slice(from, from + room).match(spaceless)?.length ?? 0;
    const most = Math.min(end, from + (dense > room / charactersPerToken ? room : room * charactersPerToken));
    const space = most < end ? text.slice(from, most).lastIndexOf(' ') : -1;
    const to = space > (most - from) / 2 ? from + space + 1 : wholeCharacter(text, most, end);
    runs.push({ start: from, end: to });
    from = to;
  }
  return runs;
}

function wholeCharacter(text: string, at: number, end: number): number {
  const low = text.charCodeAt(at);
  return at < end && low >= 0xdc00 && low <= 0xdfff ? at + 1 : at;
}

/** Where the last tokens of a chunk begin: at a sentence if one begins there, else at a word. */
function overlapStart(text: string, piece: Piece): number {
  const from = Math.max(piece.start + piece.overlap, piece.end - overlapSize * charactersPerToken);
  const tail = text.slice(from, piece.end);
  const dense = (tail.match(spaceless)?.length ?? 0) > overlapSize;
  if (dense) return wholeCharacter(text, piece.end - overlapSize, piece.end);
  const sentence = [...tail.matchAll(sentenceEnd)]
    .map(({ 0: found, index }) => from + index + found.length)
    .find((at) => at < piece.end);
  if (sentence !== undefined) return sentence;
  const word = text.indexOf(' ', from);
  return word === -1 || word >= piece.end - 1 ? piece.end : word + 1;
}
