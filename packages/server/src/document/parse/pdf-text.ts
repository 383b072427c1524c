/** A line of a page: the height of its largest letters, and where it begins, in points from below and from the left. */
export type Line = { text: string; size: number; y: number; x: number };
type Paragraph = { text: string; size: number };

/** Pages as Markdown: lines joined to paragraphs, hyphens at their ends undone, larger type made headings. */
export function toMarkdown(pages: Line[][]): string {
  const body = bodySize(pages);
  const paragraphs = withoutRunningTitles(pages).flatMap((lines) => toParagraphs(lines));
  const whole = joinAcrossPages(paragraphs);
  const sizes = [...new Set(whole.filter(isHeading).map(({ size }) => Math.round(size)))].sort(
    (a, b) => b - a,
  );
  return whole
    .map((paragraph) => {
      if (!isHeading(paragraph)) return paragraph.text;
      const level = Math.min(sizes.indexOf(Math.round(paragraph.size)) + 1, 4);
      return `${'#'.repeat(level)} ${paragraph.text}`;
    })
    .join('\n\n');

  function isHeading({ text, size }: Paragraph): boolean {
    return size >= body * 1.15 && text.length <= 150 && /\p{L}/u.test(text);
  }
}

/** The height that most of the text has. */
function bodySize(pages: Line[][]): number {
  const letters = new Map<number, number>();
  for (const { size, text } of pages.flat()) {
    const rounded = Math.round(size * 2) / 2;
    letters.set(rounded, (letters.get(rounded) ?? 0) + text.length);
  }
  return [...letters].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0];
}

const pageNumber = /^[-–\s]*(?:\d{1,4}|[ivxlc]{1,7})[-–\s]*$/;

/** What stands first or last on most pages, but for its numbers, is a title or number of the page. */
function withoutRunningTitles(pages: Line[][]): Line[][] {
  if (pages.length < 3) return pages;
  const shape = ({ text }: Line) => text.replace(/\d+/g, '0').trim();
  const counts = new Map<string, number>();
  for (const lines of pages) {
    const edges = new Set([lines[0], lines.at(-1)].flatMap((line) => (line ? [shape(line)] : [])));
    for (const edge of edges) counts.set(edge, (counts.get(edge) ?? 0) + 1);
  }
  const running = (line: Line) =>
    pageNumber.test(line.text) || (counts.get(shape(line)) ?? 0) > pages.length / 2;
  return pages.map((lines) =>
    lines.filter((line, index) => !((index === 0 || index === lines.length - 1) && running(line))),
  );
}

const itemStart = /^(?:[•‣▪◦●·*–-]|\d{1,3}[.)]|[a-z]\))\s+/u;

function toParagraphs(lines: Line[]): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let before: Line | undefined;
  for (const line of lines) {
    const last = paragraphs.at(-1);
    if (last && before && continues(before, line)) last.text = joinLines(last.text, line.text.trim());
    else paragraphs.push({ text: line.text.trim().replace(/^[•‣▪◦●·]\s*/u, '- '), size: line.size });
    before = line;
  }
  return paragraphs;
}

/** One type size, a usual gap, and no sign of a new item. Columns are read as their own paragraphs. */
function continues(before: Line, line: Line): boolean {
  const gap = before.y - line.y;
  return (
    Math.abs(before.size - line.size) < Math.max(1, before.size * 0.1) &&
    gap > -line.size / 2 &&
    gap < Math.max(before.size, line.size) * 1.75 &&
    !itemStart.test(line.text.trim())
  );
}

/** `Vertrags-` and `verlängerung` are one word; `Ein-` and `und Ausgang`, `E-Mail-` and `Adresse` keep their hyphen. */
function joinLines(text: string, next: string): string {
  if (/\u00ad$/.test(text)) return text.slice(0, -1) + next;
  if (!/\p{L}[-\u2010]$/u.test(text)) return `${text} ${next}`;
  if (/^(?:und|oder|bzw\.|sowie|bis|and|or)\s/.test(next)) return `${text} ${next}`;
  return /^\p{Ll}/u.test(next) ? text.slice(0, -1) + next : text + next;
}

/** A sentence that a page breaks goes on with a small letter. */
function joinAcrossPages(paragraphs: Paragraph[]): Paragraph[] {
  const joined: Paragraph[] = [];
  for (const paragraph of paragraphs) {
    const last = joined.at(-1);
    const goesOn = last && !/[.!?:;]["”“»)]?$/.test(last.text) && /^\p{Ll}\p{L}/u.test(paragraph.text);
    if (last && goesOn && Math.abs(last.size - paragraph.size) < 1)
      last.text = joinLines(last.text, paragraph.text);
    else joined.push({ ...paragraph });
  }
  return joined;
}
