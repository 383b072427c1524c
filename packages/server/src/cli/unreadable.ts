import type { CliIo } from './io.ts';
import { say } from './messages.ts';

/** Why a file cannot be read, with its name once. */
export function sayUnreadable(io: CliIo, path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT') return say(io, 'noSuchFile', { path });
  return code === 'EISDIR' ? say(io, 'notFolder', { path }) : say(io, 'cannotRead', { path, reason: code });
}
