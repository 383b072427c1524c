/** A heading, or a paragraph, list or block of code: from `start` to before `end` in the text. */
export type Block = { start: number; end: number; heading?: { level: number; title: string } };

const atx = /^ {0,3}(#{1,6})[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$/;
const underline = /^ {0,3}(?:={3,}|-{3,})[ \t]*$/;
const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const longestTitle = 200;

/** The blocks of a Markdown or plain text in order. Code is no heading, and neither is a YAML front matter. */
export function toBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let lines = 0;
  let fenced = '';
  const close = () => {
    if (open) blocks.push(open);
    open = undefined;
    lines = 0;
  };
  const from = frontMatterEnd(text);
  if (from > 0) blocks.push({ start: 0, end: from });
  for (const { start, end, line } of linesOf(text, from)) {
    const mark = fence.exec(line)?.[1] ?? '';
    const inside = fenced !== '';
    if (inside && mark.startsWith(fenced)) fenced = '';
    else if (!inside) fenced = mark;
    const heading = inside || mark ? null : atx.exec(line);
    if (heading) {
      close();
      blocks.push({
        start,
        end,
        heading: { level: heading[1]?.length ?? 1, title: toTitle(heading[2] ?? '') },
      });
    } else if (!inside && open && lines === 1 && underline.test(line)) {
      const level = line.includes('=') ? 1 : 2;
      blocks.push({
        start: open.start,
        end,
        heading: { level, title: toTitle(text.slice(open.start, open.end)) },
      });
      open = undefined;
      lines = 0;
    } else if (!inside && line.trim() === '') close();
    else {
      open = { start: open?.start ?? start, end };
      lines += 1;
    }
  }
  close();
  return blocks;
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

function toTitle(text: string): string {
  return text.trim().replace(/\s+/g, ' ').slice(0, longestTitle).toWellFormed();
}
