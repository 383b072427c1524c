import { createScanner, type Node } from 'jsonc-parser';
import { lineEndOf } from './install-entry.ts';

type Addition = { key?: string; value: unknown };

// The edits of the library would put a new member between a value and its comment, take comments away with a
// member, and format lines that are not ours.

/** Adds a member after the last one, and after the comment that belongs to that one. */
export function insertLast(text: string, container: Node, addition: Addition): string {
  const close = container.offset + container.length - 1;
  const last = container.children?.at(-1);
  const inner = last ? last.offset + last.length : container.offset + 1;
  const { comma, end } = readTail(text, inner, close);
  const isFlat = !text.slice(container.offset, close).includes('\n') && container.children?.length;
  const added = isFlat ? ` ${toFlat(addition)}` : toLines(text, container, addition);
  const needsComma = last && !comma;
  const rest = isFlat || text.slice(end, close).includes('\n') ? '' : closing(text, container);
  return `${text.slice(0, inner)}${needsComma ? ',' : ''}${text.slice(inner, end)}${added}${comma ? ',' : ''}${rest}${text.slice(end)}`;
}

/** Takes a member out with its comma, and its line where nothing else stands there. */
export function removeMember(text: string, container: Node, index: number): string {
  const members = container.children ?? [];
  const [before, node, after] = [members[index - 1], members[index], members[index + 1]];
  if (!node) return text;
  const end = node.offset + node.length;
  const behind = findComma(text, end, after?.offset ?? container.offset + container.length - 1);
  const ahead = before && findComma(text, before.offset + before.length, node.offset);
  let edited = behind === undefined ? text : cut(text, behind, behind + 1);
  edited = cut(edited, node.offset, end);
  const start = edited.lastIndexOf('\n', node.offset - 1) + 1;
  const [blank] = /^[ \t]*\r?\n/.exec(edited.slice(start)) ?? [];
  if (blank !== undefined && startsLine(text, node.offset)) edited = cut(edited, start, start + blank.length);
  else edited = cutSpace(edited, node.offset);
  return behind !== undefined || ahead === undefined ? edited : cut(edited, ahead, ahead + 1);
}

/** The space that stood between a member and what is before it on its line. */
function cutSpace(text: string, at: number): string {
  const [space = ''] = /[ \t]*$/.exec(text.slice(0, at)) ?? [];
  return text.slice(at - space.length - 1, at).startsWith('\n') ? text : cut(text, at - space.length, at);
}

export function replaceValue(text: string, node: Node, value: unknown): string {
  const isFlat = !text.slice(node.offset, node.offset + node.length).includes('\n');
  const indent = indentAt(text, node.offset);
  const json = isFlat ? JSON.stringify(value) : JSON.stringify(value, null, stepOf(text));
  const lines = json.replaceAll('\n', `${lineEndOf(text)}${indent}`);
  return `${text.slice(0, node.offset)}${lines}${text.slice(node.offset + node.length)}`;
}

function cut(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(to);
}

function findComma(text: string, from: number, to: number): number | undefined {
  return tokens(text, from, to).find(({ isComma }) => isComma)?.start;
}

/** From the last value to the bracket: whether a comma stands there, and where the last token ends. */
function readTail(text: string, from: number, close: number): { comma: boolean; end: number } {
  const all = tokens(text, from, close);
  return { comma: all.some(({ isComma }) => isComma), end: all.at(-1)?.end ?? from };
}

type Token = { start: number; end: number; isComma: boolean };

/** The commas and comments between two values. */
function tokens(text: string, from: number, to: number): Token[] {
  const between = text.slice(from, to);
  const scanner = createScanner(between);
  const found: Token[] = [];
  for (scanner.scan(); scanner.getTokenOffset() < between.length; scanner.scan()) {
    const start = scanner.getTokenOffset();
    const token = between.slice(start, start + scanner.getTokenLength());
    if (token.trim() !== '')
      found.push({ start: from + start, end: from + start + token.length, isComma: token === ',' });
  }
  return found;
}

function toLines(text: string, container: Node, { key, value }: Addition): string {
  const step = stepOf(text);
  const first = container.children?.[0];
  const own = first && startsLine(text, first.offset) ? indentAt(text, first.offset) : undefined;
  const indent = own ?? `${indentAt(text, container.offset)}${step}`;
  const json = JSON.stringify(value, null, step);
  const member = key === undefined ? json : `${JSON.stringify(key)}: ${json}`;
  const lineEnd = lineEndOf(text);
  return `${lineEnd}${indent}${member.replaceAll('\n', `${lineEnd}${indent}`)}`;
}

function toFlat({ key, value }: Addition): string {
  const json = JSON.stringify(value);
  return key === undefined ? json : `${JSON.stringify(key)}: ${json}`;
}

/** One step of indentation, as the file has it; comments may be indented otherwise. */
function stepOf(text: string): string {
  return /\n([ \t]+)["{[]/.exec(text)?.[1] ?? '  ';
}

function closing(text: string, container: Node): string {
  return `${lineEndOf(text)}${indentAt(text, container.offset)}`;
}

function startsLine(text: string, offset: number): boolean {
  return /(^|\n)[ \t]*$/.test(text.slice(0, offset));
}

/** The white space at the beginning of the line on which the offset lies. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}
