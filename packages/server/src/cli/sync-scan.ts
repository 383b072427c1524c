import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { documentLimits } from '@knowmind/sdk';
import { fileEndings } from './file.ts';
import type { Entry } from './sync-manifest.ts';
import type { Found } from './sync-plan.ts';

export type Unreadable = { path: string; reason: string };

/**
 * The files of a folder that can be uploaded, in order. Hidden files and `node_modules` are left out, and links are
 * not followed: they may lead out of the folder, or in circles. A file that looks untouched is not read again.
 */
export function scanFolder(
  folder: string,
  known: Readonly<Record<string, Entry>>,
): { found: Found[]; unreadable: Unreadable[] } {
  const found: Found[] = [];
  const unreadable: Unreadable[] = [];
  for (const path of listFiles(folder, '', unreadable)) {
    try {
      found.push(look(folder, path, Object.hasOwn(known, path) ? known[path] : undefined));
    } catch (error) {
      unreadable.push({ path, reason: toReason(error) });
    }
  }
  return { found, unreadable };
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
      return entry.isFile() && fileEndings.has(extname(entry.name).toLowerCase()) ? [path] : [];
    });
}

function look(folder: string, path: string, entry: Entry | undefined): Found {
  const { size, mtimeMs } = statSync(join(folder, path));
  if (entry?.size === size && entry.mtimeMs === mtimeMs) return { path, size, mtimeMs, hash: entry.hash };
  // It is refused for its size, so that nobody needs to know what is in it.
  const hash = size > documentLimits.contentBytes ? `${size} ${mtimeMs}` : hashFile(join(folder, path));
  return { path, size, mtimeMs, hash };
}

function hashFile(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function toReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
