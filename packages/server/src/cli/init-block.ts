import { instructions } from '@knowmind/sdk';
import { BrokenConfiguration, lineAt, lineEndOf } from './install-entry.ts';

/**
 * What an assistant is told, between marks by which it is found again. In English for everyone: people of one
 * project would write it over for one another.
 */
export const block = [
  '<!-- knowmind:begin (kept by "knowmind init", taken out by "knowmind init --remove") -->',
  '## Long-term memory: knowmind',
  '',
  instructions,
  '',
  'Where these tools are missing, the command line has the same: `knowmind recall WORDS`, `knowmind store "FACT" --title "TITLE"`.',
  '<!-- knowmind:end -->',
].join('\n');

const marks = { begin: /^<!-- knowmind:begin\b.*-->/gm, end: /^<!-- knowmind:end\b.*-->/gm };

/** Puts the block at the end, or over the one that is there; `undefined` is a file that is not there yet. */
export function mergeBlock(text: string | undefined): string {
  if (text === undefined) return `${block}\n`;
  const lineEnd = lineEndOf(text);
  const own = block.replaceAll('\n', lineEnd);
  const found = findBlock(text);
  if (found) return text.slice(0, found.start) + own + text.slice(found.end);
  // How the block begins and ends tells the removal what the file was like.
  if (text === '' || text.endsWith('\n')) return `${text}${lineEnd}${own}${lineEnd}`;
  return `${text}${lineEnd}${lineEnd}${own}`;
}

/** The text without the block, as it was before; undefined where the block is all there is. */
export function removeBlock(text: string): string | undefined {
  const found = findBlock(text);
  if (!found) return text;
  const lineEnd = lineEndOf(text);
  const [before, after] = [text.slice(0, found.start), text.slice(found.end)];
  if (before === '') return after.trim() === '' ? undefined : after.replace(/^(\r?\n){1,2}/, '');
  if (after === '') return before.replace(/(\r?\n){1,2}$/, '');
  const rest = after.startsWith(lineEnd) ? after.slice(lineEnd.length) : after;
  return before.replace(/(^|\n)\r?\n$/, '$1') + rest;
}

/** Where the block stands. One that is not closed, or there twice, could take other people's lines with it. */
export function findBlock(text: string): { start: number; end: number } | undefined {
  const [begins, ends] = [[...text.matchAll(marks.begin)], [...text.matchAll(marks.end)]];
  const [begin, end] = [begins[0], ends[0]];
  if (!begin && !end) return undefined;
  if (begin && end && begins.length === 1 && ends.length === 1 && begin.index < end.index)
    return { start: begin.index, end: end.index + end[0].length };
  throw new BrokenConfiguration('knowmind:begin … knowmind:end', lineAt(text, (begin ?? end)?.index ?? 0));
}
