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
  if (!isTable(existing.env)) return next;
  const { KNOWMIND_TOKEN: _, ...variables } = existing.env;
  const env = { ...variables, ...(isTable(entry.env) ? entry.env : {}) };
  const wasOnlyToken = Object.keys(env).length === 0 && Object.keys(existing.env).length > 0;
  if (wasOnlyToken) delete next.env;
  else next.env = env;
  return next;
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
