import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { ServerEntry } from '@knowmind/sdk';

/** Says that a configuration cannot be changed as it stands; `line` counts from 1. */
export class BrokenConfiguration extends Error {
  readonly line: number | undefined;
  constructor(reason: string, line?: number) {
    super(reason);
    this.line = line;
  }
}

/** The keys that say how a server is reached; what else a person set is kept. */
const own = [
  'type',
  'command',
  'args',
  'url',
  'serverUrl',
  'httpUrl',
  'headers',
  'http_headers',
  'bearer_token_env_var',
];

/** The entry as it is to be: ways to reach another server go, variables and switches of the person stay. */
export function mergeEntry(existing: unknown, entry: ServerEntry): ServerEntry {
  if (!isTable(existing)) return entry;
  const kept = Object.fromEntries(Object.entries(existing).filter(([key]) => !own.includes(key)));
  const byCommand = entry.command !== undefined;
  const type = byCommand && existing.type === 'stdio' ? { type: 'stdio' } : {};
  const next: ServerEntry = { ...kept, ...type, ...entry };
  if (byCommand && runsKnowmind(existing)) {
    next.command = existing.command;
    next.args = existing.args;
  }
  for (const key of ['headers', 'http_headers'])
    if (isTable(existing[key]) && isTable(entry[key])) next[key] = mergeHeaders(existing[key], entry[key]);
  if (isTable(existing.env)) setEnv(next, existing.env, entry.env);
  return next;
}

/** The names of headers are the same in capitals. */
function mergeHeaders(before: Record<string, unknown>, wanted: Record<string, unknown>): object {
  const names = new Set(Object.keys(wanted).map((name) => name.toLowerCase()));
  const kept = Object.entries(before).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...wanted };
}

/** Without a token in clear that an earlier run wrote; a reference to one is the person's. */
function setEnv(next: ServerEntry, before: Record<string, unknown>, wanted: unknown): void {
  const isClear = ([key, value]: [string, unknown]) =>
    key === 'KNOWMIND_TOKEN' && String(value).startsWith('kmt_');
  const variables = Object.fromEntries(Object.entries(before).filter((each) => !isClear(each)));
  const env = { ...variables, ...(isTable(wanted) ? wanted : {}) };
  const wasOnlyToken = Object.keys(env).length === 0 && Object.keys(before).length > 0;
  if (wasOnlyToken) delete next.env;
  else next.env = env;
}

/** Whether the entry starts "knowmind mcp" in a form of the person's own, such as by `node`, and what it names is there. */
function runsKnowmind({ command, args }: Record<string, unknown>): boolean {
  const words = [command, ...(Array.isArray(args) ? args : [])];
  if (!words.every((word) => typeof word === 'string')) return false;
  const program = words.at(words.indexOf('mcp') - 1) ?? '';
  const named = words.includes('mcp') && /^knowmind(\.\w+)?$/.test(program.split(/[\\/]/).at(-1) ?? '');
  return named && words.every((word) => !word.includes('kmt_') && (!isAbsolute(word) || existsSync(word)));
}

export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

export function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
