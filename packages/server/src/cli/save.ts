import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CliError, type CliIo } from './io.ts';
import { say } from './messages.ts';
import { confirm } from './prompt.ts';

/** Whether a file may be written: there is none yet, or it was said that it may be replaced. */
export async function mayWrite(
  io: CliIo,
  { output, force = false }: { output?: string; force?: boolean },
): Promise<boolean> {
  if (output === undefined || force || !existsSync(resolve(io.cwd, output))) return true;
  if (io.stdin.isTTY) io.stderr.write(`${say(io, 'fileExists', { path: output })}\n`);
  return confirm(io, false, say(io, 'needForce', { path: output }));
}

/** Writes a streamed answer to a file, or without one to standard output. */
export async function saveStream(io: CliIo, response: Response, output: string | undefined): Promise<void> {
  if (!response.body) throw new CliError(say(io, 'emptyAnswer'));
  const source = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  if (output) return saveWhole(io, source, resolve(io.cwd, output));
  await pipeline(source, io.stdout, { end: false }).catch((error: unknown) => {
    throw toSaveError(io, error, 'standard output');
  });
}

/** Written beside its place and moved there: a file of that name is always a whole answer. */
async function saveWhole(io: CliIo, source: Readable, path: string): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await pipeline(source, createWriteStream(part, { mode: 0o600 }));
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw toSaveError(io, error, path);
  }
}

/** An error of the system belongs to the file; any other means that the answer ended before its end. */
function toSaveError(io: CliIo, error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error && 'syscall' in error ? error.code : undefined;
  if (code === 'EPIPE') return error;
  if (code === undefined || code === 'ECONNRESET') return new CliError(say(io, 'exportBroken'));
  return new CliError(say(io, 'cannotWrite', { path, reason: String(code) }));
}
