import { type Heading, toHeading, toTitle } from '../heading.ts';

/** A heading, or a paragraph, list or block of code: from `start` to before `end` in the text. */
export type Block = { start: number; end: number; heading?: Heading };

const underline = /^ {0,3}(?:={3,}|-{3,})[ \t]*$/;
const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;

/** The blocks of a Markdown or plain text in order. Code is no heading, and neither is a YAML front matter. */
export function* blocksOf(text: string): Generator<Block> {
  const from = frontMatterEnd(text);
  if (from > 0) yield { start: 0, end: from };
  let open: Block | undefined;
  let lines = 0;
  let fenced = '';
  for (const { start, end, line } of linesOf(text, from)) {
    const mark = fence.exec(line)?.[1] ?? '';
    const inside = fenced !== '';
    if (inside && mark.startsWith(fenced)) fenced = '';
    else if (!inside) fenced = mark;
    const heading = inside || mark ? undefined : toHeading(line);
    const underlined = !inside && lines === 1 && underline.test(line);
    if (open && underlined) {
      const level = line.includes('=') ? 1 : 2;
      yield { start: open.start, end, heading: { level, title: toTitle(text.slice(open.start, open.end)) } };
    } else if (heading) {
      if (open) yield open;
      yield { start, end, heading };
    } else if (inside || line.trim() !== '') {
      open = { start: open?.start ?? start, end };
      lines += 1;
      continue;
    } else if (open) yield open;
    open = undefined;
    lines = 0;
  }
  if (open) yield open;
}

function* linesOf(text: string, from: number): Generator<{ start: number; end: number; line: string }> {
  for (let start = from; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    yield { start, end, line: text.slice(start, end) };
    start = end + 1;
  }
}

function frontMatterEnd(text: string): number {
  if (!text.startsWith('---\n')) return 0;
  const end = text.indexOf('\n---\n', 3);
  return end === -1 ? 0 : end + 4;
}
