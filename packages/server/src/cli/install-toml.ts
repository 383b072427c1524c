import { isDeepStrictEqual } from 'node:util';
import { type ServerChange, toTomlLines, toTomlTable } from '@knowmind/sdk';
import { parse, TomlError } from 'smol-toml';
import { BrokenConfiguration, isTable, lineEndOf, mergeEntry } from './install-entry.ts';

const name = 'knowmind';

/** Merges into TOML by lines, so that comments stay; what comes out is read again and has to be what was meant. */
export function mergeToml(text: string, { root, entry }: ServerChange): string {
  const before = read(text);
  const present = entryOf(before, root);
  const next = mergeEntry(present, entry);
  if (isDeepStrictEqual(present, next)) return text;
  const edited = present === undefined ? append(text, { root, entry }) : replace(text, root, next);
  const servers = isTable(before[root]) ? before[root] : {};
  assertMeant(edited, { ...before, [root]: { ...servers, [name]: next } });
  return edited;
}

/** The entry that is there; undefined when there is none. */
export function findTomlEntry(text: string, root: string): unknown {
  return entryOf(read(text), root);
}

function entryOf(document: Record<string, unknown>, root: string): unknown {
  const servers = document[root];
  return isTable(servers) ? servers[name] : undefined;
}

/** Plain values, for comparing. Whole numbers that a double cannot hold are other people's business, and no error. */
function read(text: string): Record<string, unknown> {
  try {
    const document: unknown = JSON.parse(
      JSON.stringify(parse(text, { integersAsBigInt: 'asNeeded' }), (_, value) =>
        typeof value === 'bigint' ? `${value}n` : value,
      ),
    );
    return isTable(document) ? document : {};
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [, reason = error.message] = /^Invalid TOML document: (.*)/.exec(error.message) ?? [];
    throw new BrokenConfiguration(reason, error.line);
  }
}

/** Inline tables and texts that look like headings are not edited: better refused than damaged. */
function assertMeant(edited: string, meant: Record<string, unknown>): void {
  const result = (() => {
    try {
      return read(edited);
    } catch {
      return undefined;
    }
  })();
  if (!isDeepStrictEqual(result, meant)) throw new BrokenConfiguration('inline');
}

function append(text: string, change: ServerChange): string {
  const lineEnd = lineEndOf(text);
  const table = toTomlTable(change).replaceAll('\n', lineEnd);
  if (text.trim() === '') return table;
  return `${text}${text.endsWith('\n') ? '' : lineEnd}${lineEnd}${table}`;
}

/** Lines of keys that changed are replaced in their place; new keys follow the heading. */
function replace(text: string, root: string, next: Record<string, unknown>): string {
  const lineEnd = lineEndOf(text);
  // With their ends, of which a file may have both kinds.
  const lines = text.split(/(?<=\n)/);
  const heading = new RegExp(`^\\s*\\[\\s*["']?${root}["']?\\s*\\.\\s*["']?${name}["']?\\s*\\]`);
  const start = lines.findIndex((line) => heading.test(line)) + 1;
  const length = lines.slice(start).findIndex((line) => /^\s*\[/.test(line));
  const end = length < 0 ? lines.length : start + length;
  const present = entryOf(read(text), root);
  const before = isTable(present) ? present : {};
  const section = lines.slice(start, end).flatMap((line) => {
    const [, key] = /^\s*["']?([\w-]+)["']?\s*=/.exec(line) ?? [];
    if (key === undefined || isDeepStrictEqual(before[key], next[key])) return [line];
    if (next[key] === undefined) return [];
    const [ending = ''] = /\r?\n$/.exec(line) ?? [];
    const comment = commentOf(line.slice(0, line.length - ending.length));
    return toTomlLines({ [key]: next[key] }).map((each) => each + comment + ending);
  });
  const missing = Object.fromEntries(Object.entries(next).filter(([key]) => before[key] === undefined));
  const added = toTomlLines(missing).map((line) => line + lineEnd);
  const heads = lines.slice(0, start);
  // The heading may be the last line, without an end.
  if (added.length > 0 && heads.at(-1)?.endsWith('\n') === false) heads.push(lineEnd);
  return [...heads, ...added, ...section, ...lines.slice(end)].join('');
}

/** What a person wrote behind a value; a # within quotes begins no comment. */
function commentOf(line: string): string {
  return /^(?:[^#"']|"(?:\\.|[^"\\])*"|'[^']*')*?(\s*#.*)$/.exec(line)?.[1] ?? '';
}
