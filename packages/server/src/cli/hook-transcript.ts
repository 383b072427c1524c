import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { isTable } from './install-entry.ts';

/** What a person asked last, and what the assistant said and did upon it. */
export type Round = {
  prompt: string;
  said: string;
  tools: { name: string; command: string; path: string; hasFailed: boolean }[];
};

/** A transcript grows for days; a round that is longer than this is read from where this begins. */
const tailBytes = 2_000_000;

/** The last round of a transcript of Claude Code: lines of JSON. Undefined where none can be read. */
export function readLastRound(path: string): Round | undefined {
  const entries = readTail(path).flatMap(toMessage);
  const start = entries.findLastIndex(({ role, content }) => role === 'user' && isPrompt(content));
  if (start < 0) return undefined;
  const round = entries.slice(start + 1);
  const parts = partsOf(round, 'assistant');
  const failed = new Set(
    partsOf(round, 'user').flatMap(({ type, tool_use_id, is_error }) =>
      type === 'tool_result' && is_error === true ? [tool_use_id] : [],
    ),
  );
  return {
    prompt: toText(entries[start]?.content),
    said: toText(parts),
    tools: parts.flatMap((part) =>
      part.type === 'tool_use' ? [{ ...toTool(part), hasFailed: failed.has(part.id) }] : [],
    ),
  };
}

function partsOf(entries: Message[], by: string): Record<string, unknown>[] {
  return entries
    .flatMap(({ role, content }) => (role === by && Array.isArray(content) ? content : []))
    .filter(isTable);
}

function readTail(path: string): string[] {
  // Without it, opening a pipe waits for somebody who writes into it. Windows has neither.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return [];
    const bytes = Buffer.alloc(Math.min(stat.size, tailBytes));
    const length = readSync(file, bytes, 0, bytes.length, stat.size - bytes.length);
    const lines = bytes.toString('utf8', 0, length).split('\n');
    // The first line may have been cut.
    return stat.size > tailBytes ? lines.slice(1) : lines;
  } finally {
    closeSync(file);
  }
}

type Message = { role: unknown; content: unknown };

/** What the client itself put in between was said by nobody. */
function toMessage(line: string): Message[] {
  try {
    const entry: unknown = JSON.parse(line);
    if (!isTable(entry) || entry.isMeta === true || !isTable(entry.message)) return [];
    return [{ role: entry.message.role, content: entry.message.content }];
  } catch {
    return [];
  }
}

/** Results of tools come in the person's name. */
function isPrompt(content: unknown): boolean {
  if (Array.isArray(content) && content.some((part) => isTable(part) && part.type === 'tool_result'))
    return false;
  return toText(content).trim() !== '';
}

function toText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .flatMap((part) => (isTable(part) && typeof part.text === 'string' ? [part.text] : []))
    .join('\n');
}

function toTool({ name, input }: Record<string, unknown>) {
  const text = (key: string) => {
    const value = isTable(input) ? input[key] : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { name: String(name), command: text('command'), path: text('file_path') };
}
