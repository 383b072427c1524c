import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { documentLimits } from '@knowmind/sdk';
import { fileEndings } from './file.ts';
import type { Entry } from './sync-manifest.ts';
import type { Found } from './sync-plan.ts';

export type Unreadable = { path: string; reason: string };
/** A file that nothing is wrong with and that holds nothing for the memory: it is empty, or of a type that is not read. */
export type Skipped = { path: string; reason: 'empty' | 'type' };
type Scan = { found: Found[]; unreadable: Unreadable[]; skipped: Skipped[] };

/**
 * The files of a folder that can be uploaded, in order. Hidden files and `node_modules` are left out, and links are
 * not followed: they may lead out of the folder, or in circles. A file that looks untouched is not read again.
 */
export function scanFolder(folder: string, known: Readonly<Record<string, Entry>>): Scan {
  const scan: Scan = { found: [], unreadable: [], skipped: [] };
  for (const path of listFiles(folder, '', scan.unreadable)) {
    try {
      if (!fileEndings.has(extname(path).toLowerCase())) scan.skipped.push({ path, reason: 'type' });
      else take(scan, path, look(folder, path, Object.hasOwn(known, path) ? known[path] : undefined));
    } catch (error) {
      scan.unreadable.push({ path, reason: toReason(error) });
    }
  }
  return scan;
}

function take({ found, skipped }: Scan, path: string, file: Found | undefined): void {
  if (file) found.push(file);
  else skipped.push({ path, reason: 'empty' });
}

function listFiles(folder: string, inner: string, unreadable: Unreadable[]): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(join(folder, inner), { withFileTypes: true });
  } catch (error) {
    if (inner === '') throw error;
    unreadable.push({ path: inner, reason: toReason(error) });
    return [];
  }
  return entries
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = inner === '' ? entry.name : `${inner}/${entry.name}`;
      if (entry.isDirectory()) return listFiles(folder, path, unreadable);
      return entry.isFile() ? [path] : [];
    });
}

/** Undefined when the file is empty. */
function look(folder: string, path: string, entry: Entry | undefined): Found | undefined {
  const { size, mtimeMs } = statSync(join(folder, path));
  if (entry?.size === size && entry.mtimeMs === mtimeMs) return { path, size, mtimeMs, hash: entry.hash };
  // It is refused for its size, so that nobody needs to know what is in it.
  if (size > documentLimits.contentBytes) return { path, size, mtimeMs, hash: `${size} ${mtimeMs}` };
  const bytes = readFileSync(join(folder, path));
  if (isBlank(bytes)) return undefined;
  return { path, size, mtimeMs, hash: createHash('sha256').update(bytes).digest('hex') };
}

/** Only spaces and ends of lines, which makes no document of any type. */
function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

function toReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
