import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CliIo } from './io.ts';

/** What is remembered of uploads; files by their whole path. */
type Notes = {
  /** Which file each document was uploaded from last, by the document's id. */
  origins: Record<string, string>;
  /** Titles of files that had to be told apart from others of their name. */
  titles: Record<string, string>;
};

/** The file that a document was uploaded from on this machine; undefined when it came from elsewhere. */
export function findOrigin(io: CliIo, id: string): string | undefined {
  return own(readNotes(io).origins, id);
}

/** The title by which a file was told apart from others of its name before: it keeps that, also when it comes alone. */
export function findTitle(io: CliIo, path: string): string | undefined {
  return own(readNotes(io).titles, path);
}

/** Notes where a document came from, and its title if its file was told apart by it. */
export function noteUpload(
  io: CliIo,
  { id, path, title }: { id: string; path: string; title?: string | undefined },
): void {
  const { origins, titles } = readNotes(io);
  if (own(origins, id) === path && (title === undefined || own(titles, path) === title)) return;
  const notes: Notes = {
    origins: { ...origins, [id]: path },
    titles: title === undefined ? titles : { ...titles, [path]: title },
  };
  const place = notesPath(io);
  const part = `${place}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
    writeFileSync(part, `${JSON.stringify(notes, null, 1)}\n`, { mode: 0o600 });
    renameSync(part, place);
  } catch {
    // A home that cannot be written stops no upload; what is missing then is a warning and the kept title.
  }
}

function notesPath({ homeDir }: CliIo): string {
  return join(homeDir, '.knowmind', 'uploads.json');
}

function readNotes(io: CliIo): Notes {
  try {
    const notes: unknown = JSON.parse(readFileSync(notesPath(io), 'utf8'));
    if (typeof notes !== 'object' || notes === null) return { origins: {}, titles: {} };
    const { origins, titles } = notes as Partial<Record<keyof Notes, unknown>>;
    return { origins: toTexts(origins), titles: toTexts(titles) };
  } catch {
    return { origins: {}, titles: {} };
  }
}

function toTexts(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === 'string'));
}

function own(texts: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}
