/** Finds the query's words, and words that they begin, as the one group of each match; nothing where it has none. */
export function toWordForm(query: string): RegExp | undefined {
  const words = (query.match(/[\p{L}\p{N}]{3,}/gu) ?? []).map((word) =>
    word.slice(0, Math.max(4, word.length - 2)),
  );
  if (words.length === 0) return undefined;
  return new RegExp(`((?<![\\p{L}\\p{N}])(?:${words.join('|')})[\\p{L}\\p{N}]*)`, 'giu');
}

/** Signs that a card shows at a glance, and how far before the first word it may begin. */
const glance = 300;
const lead = 100;

/** A text from where most of the query's words stand together; the whole text where that is at its beginning. */
export function excerpt(text: string, query: string): string {
  const form = toWordForm(query);
  const mentions = form ? Array.from(text.matchAll(form), ({ index, 0: word }) => ({ index, word })) : [];
  let best = { index: 0, words: 0 };
  for (const { index } of mentions) {
    const near = mentions.filter((other) => other.index >= index && other.index < index + glance);
    const words = new Set(near.map(({ word }) => word.slice(0, 4).toLowerCase())).size;
    if (words > best.words) best = { index, words };
  }
  if (best.index <= lead) return text;
  return `… ${text.slice(beginOf(text, best.index))}`;
}

/** The line's beginning where that is near, else a word's. */
function beginOf(text: string, index: number): number {
  const line = text.lastIndexOf('\n', index) + 1;
  if (index - line <= lead) return line;
  const space = text.indexOf(' ', index - lead);
  return space === -1 || space > index ? index : space + 1;
}
