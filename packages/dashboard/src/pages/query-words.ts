/** What the query's words begin with, in small letters. */
function toBeginnings(query: string): string[] {
  const words = query.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return words.map((word) => word.slice(0, Math.max(4, word.length - 2)));
}

/** Finds the query's words, and words that they begin, as the one group of each match; nothing where it has none. */
export function toWordForm(query: string): RegExp | undefined {
  const beginnings = toBeginnings(query);
  if (beginnings.length === 0) return undefined;
  return new RegExp(`((?<![\\p{L}\\p{N}])(?:${beginnings.join('|')})[\\p{L}\\p{N}]*)`, 'giu');
}

/** Signs within which words stand together, how far before the first of them a card may begin, and what it shows at most. */
const glance = 300;
const lead = 100;
const most = 1000;
/** Lines that a card shows. */
const lines = 4;

/** What a card shows of a text: from where most of the query's words stand together, or from its beginning. */
export function excerpt(text: string, query: string): string {
  const form = toWordForm(query);
  if (!form) return text.slice(0, most);
  const beginnings = toBeginnings(query);
  const mentions = Array.from(text.matchAll(form), ({ index, 0: found }) => {
    const small = found.toLowerCase();
    return { index, word: beginnings.findIndex((beginning) => small.startsWith(beginning)) };
  });
  const index = findDensest(mentions);
  const isInSight = index <= lead && text.slice(0, index).split('\n').length <= lines;
  if (isInSight) return text.slice(0, most);
  const begin = beginOf(text, index);
  return `… ${text.slice(begin, begin + most)}`;
}

/** `word`: which of the query's it is. */
type Mention = { index: number; word: number };

/** Where the first glance with the most different words begins; 0 where there is none. */
function findDensest(mentions: Mention[]): number {
  const within = new Map<number, number>();
  let best = { index: 0, words: 0 };
  let end = 0;
  for (const { index, word } of mentions) {
    for (let next = mentions[end]; next && next.index < index + glance; next = mentions[end]) {
      within.set(next.word, (within.get(next.word) ?? 0) + 1);
      end += 1;
    }
    if (within.size > best.words) best = { index, words: within.size };
    const left = (within.get(word) ?? 0) - 1;
    if (left > 0) within.set(word, left);
    else within.delete(word);
  }
  return best.index;
}

/** The line's beginning where that is near, else a word's. */
function beginOf(text: string, index: number): number {
  const line = text.lastIndexOf('\n', index) + 1;
  if (index - line <= lead) return line;
  const space = text.indexOf(' ', index - lead);
  return space === -1 || space > index ? index : space + 1;
}
