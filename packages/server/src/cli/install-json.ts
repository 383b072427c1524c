import { isDeepStrictEqual } from 'node:util';
import { type ServerChange, toDocument } from '@knowmind/sdk';
import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
  stripComments,
} from 'jsonc-parser';
import { BrokenConfiguration, isTable, lineAt, lineEndOf, mergeEntry } from './install-entry.ts';
import { insertLast, removeMember, replaceValue } from './install-json-edit.ts';

const name = 'knowmind';

/** Merges into JSON with or without comments; every other byte stays as it was. */
export function mergeJson(text: string, { root, entry, input }: ServerChange): string {
  const document = `${JSON.stringify(toDocument({ root, entry, input }), null, 2)}\n`;
  if (text.trim() === '') return document;
  if (isComment(text)) return append(text, document);
  const servers = findChild(text, parseJson(text), root, 'object');
  const present = servers && findChild(text, servers, name, 'object');
  if (present) assertOnce(text, present);
  let next = text;
  if (present) next = replaceEntry(text, [root, name], mergeEntry(toPlain(present), entry));
  else if (servers) next = insertLast(text, servers, { key: name, value: entry });
  else next = insertLast(text, parseJson(text), { key: root, value: { [name]: entry } });
  return input ? addInput(next, input) : next;
}

/** The entry that is there; undefined when there is none. */
export function findJsonEntry(text: string, root: string): unknown {
  if (text.trim() === '' || isComment(text)) return undefined;
  const servers = findChild(text, parseJson(text), root, 'object');
  const present = servers && findChild(text, servers, name, 'object');
  return present && toPlain(present);
}

/** Behind the comments that are all there is; one that is not closed would swallow it. */
function append(comments: string, document: string): string {
  const lineEnd = lineEndOf(comments);
  const text = `${comments.trimEnd()}${lineEnd}${document.replaceAll('\n', lineEnd)}`;
  parseJson(text);
  return text;
}

function isComment(text: string): boolean {
  return stripComments(text).trim() === '';
}

/** Reads JSON with or without comments; what is no object is refused with its line. */
export function parseJson(text: string): Node {
  const errors: ParseError[] = [];
  const tree = parse(text, errors);
  const [first] = errors;
  if (first) throw new BrokenConfiguration(printParseErrorCode(first.error), lineAt(text, first.offset));
  if (tree?.type !== 'object') throw new BrokenConfiguration('ObjectExpected', 1);
  return tree;
}

function parse(text: string, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(text, errors, { allowTrailingComma: true });
  } catch (error) {
    // The library calls itself for each level.
    if (error instanceof RangeError) throw new BrokenConfiguration('nested too deep', 1);
    throw error;
  }
}

function assertOnce(text: string, object: Node): void {
  for (const member of object.children ?? []) findChild(text, object, String(member.children?.[0]?.value));
}

/** A key that stands twice means one thing here and another there: nobody knows which one counts. */
export function findChild(
  text: string,
  parent: Node,
  key: string,
  type?: 'object' | 'array',
): Node | undefined {
  const [first, second] = (parent.children ?? []).filter((each) => each.children?.[0]?.value === key);
  if (second) throw new BrokenConfiguration(`"${key}" twice`, lineAt(text, second.offset));
  const value = first?.children?.[1];
  if (value && type && value.type !== type)
    throw new BrokenConfiguration(`"${key}": ${type} expected`, lineAt(text, value.offset));
  return value;
}

/** Key by key, so that comments within the entry stay too; new keys first, for an object is never empty then. */
function replaceEntry(text: string, path: string[], next: Record<string, unknown>): string {
  let edited = text;
  for (const [key, value] of Object.entries(next)) {
    const node = findEntry(edited, path);
    const present = node.children?.find((each) => each.children?.[0]?.value === key)?.children?.[1];
    if (!present) edited = insertLast(edited, node, { key, value });
    else if (!isDeepStrictEqual(toPlain(present), value)) edited = replaceValue(edited, present, value);
  }
  const isOver = (each: Node) => !Object.hasOwn(next, String(each.children?.[0]?.value));
  for (;;) {
    const node = findEntry(edited, path);
    const index = node.children?.findIndex(isOver) ?? -1;
    if (index < 0) return edited;
    edited = removeMember(edited, node, index);
  }
}

function findEntry(text: string, path: string[]): Node {
  const node = findNodeAtLocation(parseJson(text), path);
  if (!node) throw new Error(`No ${path.join('.')}`);
  return node;
}

/** Plain objects: those of the library have no prototype, and would never equal ours. */
function toPlain(node: Node): unknown {
  return JSON.parse(JSON.stringify(getNodeValue(node)));
}

function addInput(text: string, input: { id: string }): string {
  const tree = parseJson(text);
  const inputs = findChild(text, tree, 'inputs', 'array');
  if (!inputs) return insertLast(text, tree, { key: 'inputs', value: [input] });
  const known: unknown = toPlain(inputs);
  if (Array.isArray(known) && known.some((each) => isTable(each) && each.id === input.id)) return text;
  return insertLast(text, inputs, { value: input });
}
