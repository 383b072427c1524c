import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CliError, type CliIo } from './io.ts';
import { say } from './messages.ts';
import { sayUnreadable } from './unreadable.ts';

/** The text of an argument, else of a file, else of standard input; empty when there is none. */
export async function readText(
  io: CliIo,
  text: string | undefined,
  file: string | undefined,
): Promise<string> {
  if (text !== undefined && file !== undefined) throw new CliError(say(io, 'notBoth'));
  if (text !== undefined) return text;
  if (file !== undefined) return decode(io, readBytes(io, file), file);
  return io.stdin.isTTY ? '' : decode(io, await buffer(io.stdin), 'stdin');
}

function readBytes(io: CliIo, file: string): Uint8Array {
  try {
    return readFileSync(resolve(io.cwd, file));
  } catch (error) {
    throw new CliError(sayUnreadable(io, file, error));
  }
}

/** Other encodings would be stored as replacement characters, and nobody would find those words again. */
function decode(io: CliIo, bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CliError(say(io, 'notUtf8', { path }));
  }
}
