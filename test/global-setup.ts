import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** Tests make their folders in one, which goes when all of them are done: a worker that is ended cleans up nothing. */
export function setup(): void {
  folder = mkdtempSync(join(tmpdir(), 'knowmind-tests-'));
  process.env.KNOWMIND_TEST_FOLDER = folder;
}

export function teardown(): void {
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
