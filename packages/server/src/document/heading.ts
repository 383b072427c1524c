export type Heading = { level: number; title: string };

const mark = /^ {0,3}(#{1,6})[ \t]+/;
const longest = 200;

/** A line that begins with `#`. Taken apart in steps: one pattern for all of it tries every run of spaces as its end. */
export function toHeading(line: string): Heading | undefined {
  const [begin = '', marks = ''] = mark.exec(line) ?? [];
  const title = toTitle(withoutClosing(line.slice(begin.length).trimEnd()));
  return marks && title ? { level: marks.length, title } : undefined;
}

export function toTitle(text: string): string {
  return text.trim().replace(/\s+/g, ' ').slice(0, longest).toWellFormed();
}

/** `Title ##` is `Title`; the `#` of `C#` is part of it. */
function withoutClosing(text: string): string {
  let end = text.length;
  while (text[end - 1] === '#') end -= 1;
  return text[end - 1] === ' ' || text[end - 1] === '\t' ? text.slice(0, end) : text;
}
