import { CliError, type CliIo } from './io.ts';
import { say } from './messages.ts';

/** Where the command runs. A folder that was deleted stops what needs it, and nothing else. */
export function currentFolder(io: CliIo): string {
  try {
    return process.cwd();
  } catch {
    throw new CliError(say(io, 'folderGone'), 'file');
  }
}
