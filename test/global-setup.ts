import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tests make their folders in one, which goes when all of them are done: a worker that is ended cleans up nothing. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'knowmind-tests-'));
  process.env.KNOWMIND_TEST_FOLDER = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
