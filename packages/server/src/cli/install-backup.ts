import { chmodSync, constants, copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CliIo } from './io.ts';

/**
 * Makes a copy named by the time, beside the file, which holds this text; one that holds a token goes to the person's own folder, for beside
 * the file it would be kept by whatever keeps the project.
 */
export function backUp(io: CliIo, path: string, text: string): string {
  if (!text.includes('kmt_')) return copyTo(path, path);
  const folder = join(io.homeDir, '.knowmind', 'backups');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const backup = copyTo(path, join(folder, basename(path)));
  chmodSync(backup, 0o600);
  return backup;
}

/** An earlier copy of the same millisecond is not written over. */
function copyTo(path: string, stem: string): string {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  for (let count = 1; ; count += 1) {
    const backup = `${stem}.${time}${count === 1 ? '' : `-${count}`}.bak`;
    try {
      copyFileSync(path, backup, constants.COPYFILE_EXCL);
      return backup;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
