import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CliIo } from './io.ts';

/** Which file each document was uploaded from last: whole paths by the document's id. */
type Notes = Record<string, string>;

/** The file that a document was uploaded from on this machine; undefined when it came from elsewhere. */
export function findOrigin(io: CliIo, id: string): string | undefined {
  const notes = readNotes(io);
  return Object.hasOwn(notes, id) ? notes[id] : undefined;
}

/** Notes where a document came from. Only a warning hangs on it: a home that cannot be written stops no upload. */
export function noteOrigin(io: CliIo, id: string, path: string): void {
  const notes = readNotes(io);
  if (Object.hasOwn(notes, id) && notes[id] === path) return;
  const place = notesPath(io);
  const part = `${place}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
    writeFileSync(part, `${JSON.stringify({ ...notes, [id]: path }, null, 1)}\n`, { mode: 0o600 });
    renameSync(part, place);
  } catch {
    // Said above.
  }
}

function notesPath({ homeDir }: CliIo): string {
  return join(homeDir, '.knowmind', 'uploads.json');
}

function readNotes(io: CliIo): Notes {
  try {
    const notes: unknown = JSON.parse(readFileSync(notesPath(io), 'utf8'));
    if (typeof notes !== 'object' || notes === null) return {};
    return Object.fromEntries(Object.entries(notes).filter(([, path]) => typeof path === 'string'));
  } catch {
    return {};
  }
}
