import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CliError, type CliIo } from './io.ts';
import { readStdin } from './prompt.ts';

/** The text of an argument, else of a file, else of standard input; empty when there is none. */
export async function readText(
  io: CliIo,
  text: string | undefined,
  file: string | undefined,
): Promise<string> {
  if (text !== undefined && file !== undefined) throw new CliError('Give a text or --file, not both.');
  if (text !== undefined) return text;
  if (file === undefined) return io.stdin.isTTY ? '' : readStdin(io);
  try {
    return readFileSync(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    throw new CliError(
      `${file} cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}`,
    );
  }
}
