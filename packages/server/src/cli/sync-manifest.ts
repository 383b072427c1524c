import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CliError, type CliIo } from './io.ts';
import { say } from './messages.ts';

/** A file as it was uploaded last: its document, SHA-256, and what tells without reading that it is still the same. */
export type Entry = { id: string; hash: string; size: number; mtimeMs: number };
export type Manifest = { folder: string; files: Record<string, Entry> };

/** One for each folder, service and workspace: the same folder may be kept in several. */
export function manifestPath(
  io: CliIo,
  place: { apiUrl: string; workspaceId: string; folder: string },
): string {
  const key = createHash('sha256')
    .update(JSON.stringify([place.apiUrl, place.workspaceId, place.folder]))
    .digest('hex');
  return join(io.homeDir, '.knowmind', 'sync', `${key.slice(0, 32)}.json`);
}

/** What was uploaded before; nothing when the folder was never synced. */
export function readManifest(io: CliIo, path: string, folder: string): Manifest {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    if (code === 'ENOENT') return { folder, files: {} };
    throw new CliError(say(io, 'cannotRead', { path, reason: String(code) }));
  }
  const files = parseFiles(text);
  if (!files) throw new CliError(say(io, 'brokenSettings', { path, reason: say(io, 'noJson') }));
  return { folder, files };
}

function parseFiles(text: string): Record<string, Entry> | undefined {
  try {
    const files: unknown = JSON.parse(text).files;
    if (typeof files !== 'object' || files === null || !Object.values(files).every(isEntry)) return undefined;
    return Object.fromEntries(Object.entries(files));
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { id, hash, size, mtimeMs } = value as Partial<Record<keyof Entry, unknown>>;
  return (
    typeof id === 'string' &&
    typeof hash === 'string' &&
    typeof size === 'number' &&
    typeof mtimeMs === 'number'
  );
}

/** Written beside its place and moved there: one that ends half-way leaves the last whole one. */
export function writeManifest(path: string, manifest: Manifest): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${process.pid}.tmp`;
  writeFileSync(part, `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 });
  renameSync(part, path);
}
