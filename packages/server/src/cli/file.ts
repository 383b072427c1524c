import { readFileSync, statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { documentLimits, type Input, type Output } from '@knowmind/sdk';
import { type CliIo, FileError } from './io.ts';
import { say } from './messages.ts';
import { showProgress } from './progress.ts';
import type { Session } from './session.ts';
import { sayUnreadable } from './unreadable.ts';

type Fields = Omit<Input<'uploadDocument'>, 'file' | 'content' | 'chunks' | 'embeddingModel'>;
export type Uploaded = Output<'uploadDocument'>;

const mediaTypes: Readonly<Record<string, string>> = {
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.txt': 'text/plain',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.pdf': 'application/pdf',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};
/** Endings of the files that are read. */
export const fileEndings: ReadonlySet<string> = new Set(Object.keys(mediaTypes));

/** Uploads bytes under a file's name, and shows how far it is. */
export async function sendFile(
  io: CliIo,
  session: Session,
  { path, bytes, fields }: { path: string; bytes: Uint8Array; fields: Fields },
): Promise<Uploaded> {
  const name = path === '-' ? 'stdin' : basename(path);
  const file = { name, type: mediaTypes[extname(path).toLowerCase()] ?? '', bytes };
  const progress = showProgress(io, path, bytes.byteLength);
  try {
    return await session.call('uploadDocument', { ...fields, file }, { onSent: progress.sent });
  } finally {
    progress.end();
  }
}

/** The bytes of a file, or of standard input for `-`. What the service would refuse for its size is not sent. */
export async function readBytes(io: CliIo, path: string): Promise<Uint8Array> {
  const bytes = path === '-' ? await buffer(io.stdin) : readWhole(io, path);
  if (bytes.byteLength > documentLimits.contentBytes) throw new FileError(say(io, 'tooLargeFile', { path }));
  return bytes;
}

function readWhole(io: CliIo, path: string): Uint8Array {
  const full = resolve(io.cwd, path);
  try {
    const found = statSync(full);
    if (found.isDirectory()) throw new FileError(say(io, 'isFolder', { path }));
    if (found.size > documentLimits.contentBytes) throw new FileError(say(io, 'tooLargeFile', { path }));
    return readFileSync(full);
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(sayUnreadable(io, path, error));
  }
}
