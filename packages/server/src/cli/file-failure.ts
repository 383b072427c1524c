import { KnowmindError } from '@knowmind/sdk';
import { type CliIo, FileError } from './io.ts';
import { toMessage } from './messages.ts';

export type Failure = { code: string; message: string };

/** What goes wrong with one file; anything else ends the command. */
export function toFailure(io: CliIo, error: unknown): Failure {
  if (error instanceof KnowmindError && ![401, 402, 403].includes(error.status))
    return { code: error.code, message: toMessage(io, error) };
  if (error instanceof FileError) return { code: 'file', message: error.message };
  throw error;
}
