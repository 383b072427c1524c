import { type AiClient, byCommand, type ServerEntry } from './catalogue.ts';

const name = 'knowmind';

/** What an entry adds to a configuration. */
export type ServerChange = {
  root: string;
  entry: ServerEntry;
  /** A value that the client asks for, kept in a list beside the servers. */
  input?: ServerEntry & { id: string };
};

/** What the client is given: by command, or by HTTP; with `token` in clear, else by reference. */
export function toEntry(
  client: AiClient,
  { url, token }: { url: string | undefined; token: string | undefined },
): ServerEntry | undefined {
  if (url === undefined)
    return { ...(client.command ?? byCommand), ...(token ? { env: { KNOWMIND_TOKEN: token } } : {}) };
  if (token === undefined && client.httpByReference) return client.httpByReference(url);
  return client.http?.(url, `Bearer ${token ?? client.reference ?? 'kmt_…'}`);
}

/** What is pasted or run: a command where the client has one, else its configuration. */
export function toSnippet(client: AiClient, change: ServerChange, byHand: boolean): string {
  if (byHand && client.id === 'claude-code') return toCommand(change.entry);
  if (client.form === 'toml') return toTomlTable(change).trimEnd();
  return JSON.stringify(toDocument(change), null, 2);
}

/** Claude Code keeps its servers among much else in a file of its own, and has a command for it. */
function toCommand({ url, headers, env }: ServerEntry): string {
  if (url !== undefined) {
    const [header = ''] = Object.entries(headers ?? {}).map(([key, value]) => `${key}: ${value}`);
    return `claude mcp add --transport http --scope user knowmind ${quoted(String(url))} --header ${quoted(header)}`;
  }
  const variables = Object.entries(env ?? {}).map(([key, value]) => ` --env ${quoted(`${key}=${value}`)}`);
  return `claude mcp add --scope user knowmind${variables.join('')} -- knowmind mcp`;
}

/** For a shell, which would put the token itself in place of its name. */
function quoted(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The whole configuration, for a file that is not there yet, or to be shown. */
export function toDocument({ root, entry, input }: ServerChange): Record<string, unknown> {
  return { ...(input ? { inputs: [input] } : {}), [root]: { [name]: entry } };
}

/** The table as it stands in the file. */
export function toTomlTable({ root, entry }: ServerChange): string {
  return [`[${root}.${name}]`, ...toTomlLines(entry), ''].join('\n');
}

/** A line each. */
export function toTomlLines(entry: Record<string, unknown>): string[] {
  return Object.entries(entry).map(([key, value]) => `${key} = ${toValue(value)}`);
}

/** Strings of JSON are basic strings of TOML too. */
function toValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toValue).join(', ')}]`;
  if (!isTable(value)) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)} = ${toValue(each)}`);
  return pairs.length > 0 ? `{ ${pairs.join(', ')} }` : '{}';
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
