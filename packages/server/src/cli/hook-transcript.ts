import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isTable } from './install-entry.ts';

/** What a person asked last, and what the assistant said and did upon it. */
export type Round = {
  prompt: string;
  said: string;
  tools: { name: string; command: string; path: string }[];
};

/** A transcript grows for days; a round that is longer than this is read from where this begins. */
const tailBytes = 2_000_000;

/** The last round of a transcript of Claude Code: lines of JSON. Undefined where none can be read. */
export function readLastRound(path: string): Round | undefined {
  const entries = readTail(path).flatMap(toMessage);
  const start = entries.findLastIndex(({ role, content }) => role === 'user' && isPrompt(content));
  if (start < 0) return undefined;
  const parts = entries
    .slice(start + 1)
    .flatMap(({ role, content }) => (role === 'assistant' && Array.isArray(content) ? content : []))
    .filter(isTable);
  return {
    prompt: toText(entries[start]?.content),
    said: toText(parts),
    tools: parts.flatMap((part) => (part.type === 'tool_use' ? [toTool(part)] : [])),
  };
}

function readTail(path: string): string[] {
  const file = openSync(path, 'r');
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
