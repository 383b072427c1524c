import { lstatSync } from 'node:fs';
import type { Piece, Place } from './init-places.ts';
import { BrokenConfiguration } from './install-entry.ts';
import {
  type Configuration,
  readConfiguration,
  removeConfiguration,
  writeConfiguration,
} from './install-file.ts';
import { CliError, type CliIo, FileError } from './io.ts';
import { say } from './messages.ts';

export type InitOptions = {
  project?: boolean;
  user?: boolean;
  remove?: boolean;
  print?: boolean;
  dryRun?: boolean;
  json?: boolean;
};

/** `removed`: the file is gone, for nothing else was in it. `manual`: `text` is to be pasted. */
export type Step = { client: string } & (
  | { status: 'created' | 'updated' | 'unchanged' | 'removed'; path: string; backup?: string }
  | { status: 'manual'; path?: string; text: string }
  | { status: 'failed'; path: string; error: { code: string; message: string } }
);

/** Sets one file up, or takes out what was put there. A file that cannot be changed stops no other. */
export function initOne(io: CliIo, { id }: Place, piece: Piece, options: InitOptions): Step {
  const { path } = piece;
  try {
    const before = readConfiguration(io, path);
    const text = explained(io, path, () => toText(io, piece, before, options));
    if (options.print) return { client: id, status: 'manual', path, text: text ?? '' };
    if (text === before.text) return { client: id, status: 'unchanged', path };
    return { client: id, path, ...write(io, piece, { before, text }, options) };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { client: id, status: 'failed', path, error: { code: error.code, message: error.message } };
  }
}

/** What the file is to hold; undefined where it is to be no more. */
function toText(io: CliIo, piece: Piece, { text }: Configuration, options: InitOptions): string | undefined {
  if (options.remove) return text === undefined ? undefined : piece.remove(text);
  const merged = piece.merge(options.print ? undefined : text);
  if (merged === undefined) throw new FileError(say(io, 'initForeign', { path: piece.path }));
  return merged;
}

type Written = { status: 'created' | 'updated' | 'removed'; backup?: string };

function write(
  io: CliIo,
  piece: Piece,
  { before, text }: { before: Configuration; text: string | undefined },
  { dryRun }: InitOptions,
): Written {
  // A link stays one: what it leads to may be the file of another assistant.
  const goes = text === undefined && !lstatSync(before.path).isSymbolicLink();
  const status = goes ? 'removed' : before.text === undefined ? 'created' : 'updated';
  if (dryRun) return { status };
  // Whatever is not as it was written may be worth something to the person.
  const backup = goes
    ? removeConfiguration(io, before, { copy: before.text !== piece.merge(undefined) })
    : writeConfiguration(io, before, { text: text ?? '', secret: false });
  return { status, ...(backup ? { backup } : {}) };
}

function explained<T>(io: CliIo, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BrokenConfiguration)) throw error;
    throw new FileError(
      say(io, 'brokenConfiguration', { path, line: error.line ?? 1, reason: error.message }),
    );
  }
}
