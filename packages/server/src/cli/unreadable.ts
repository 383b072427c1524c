import type { CliIo } from './io.ts';
import { say } from './messages.ts';

/** Why a file cannot be read, with its name once. */
export function toUnreadable(io: CliIo, path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return code === 'ENOENT' ? say(io, 'noSuchFile', { path }) : say(io, 'cannotRead', { path, reason: code });
}
