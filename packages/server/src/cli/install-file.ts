import { randomUUID } from 'node:crypto';
import {
  constants,
  copyFileSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type CliIo, FileError } from './io.ts';
import { say } from './messages.ts';

const byteOrderMark = '\uFEFF';

/** A configuration file as it is; `text` is undefined when there is none. */
export type Configuration = { path: string; text: string | undefined; mark: string };

export function readConfiguration(io: CliIo, path: string): Configuration {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    const mark = text.startsWith(byteOrderMark) ? byteOrderMark : '';
    return { path, text: text.slice(mark.length), mark };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return { path, text: undefined, mark: '' };
    const reason = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'UTF-8?' : String(code ?? error);
    throw new FileError(say(io, 'cannotRead', { path, reason }));
  }
}

/**
 * Writes beside the file and moves there, after a copy of what was there; returns the path of the copy. A link,
 * as people who keep their settings in a repository have, stays one. `secret`: readable for its owner only.
 */
export function writeConfiguration(
  io: CliIo,
  configuration: Configuration,
  { text, secret }: { text: string; secret: boolean },
): string | undefined {
  const { path, text: before, mark } = configuration;
  const written: string[] = [];
  try {
    mkdirSync(dirname(path), { recursive: true });
    const target = before === undefined ? path : realpathSync(path);
    const mode = before === undefined ? 0o666 : statSync(target).mode & 0o777;
    const part = `${target}.${randomUUID()}.tmp`;
    written.push(part);
    writeFileSync(part, `${mark}${text}`, { mode: secret ? 0o600 : mode, flag: 'wx' });
    const backup = before === undefined ? undefined : backUp(target);
    if (backup !== undefined) written.push(backup);
    assertUnchanged(io, configuration);
    renameSync(part, target);
    return backup;
  } catch (error) {
    for (const each of written) rmSync(each, { force: true });
    if (error instanceof FileError || !(error instanceof Error && 'code' in error)) throw error;
    throw new FileError(say(io, 'cannotWrite', { path, reason: String(error.code) }));
  }
}

/** A client that runs writes its settings too. */
function assertUnchanged(io: CliIo, { path, text }: Configuration): void {
  if (readConfiguration(io, path).text !== text) throw new FileError(say(io, 'changedMeanwhile', { path }));
}

/** A copy beside the file, named by the time; an earlier copy of the same millisecond is not written over. */
function backUp(path: string): string {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  for (let count = 1; ; count += 1) {
    const backup = `${path}.${time}${count === 1 ? '' : `-${count}`}.bak`;
    try {
      copyFileSync(path, backup, constants.COPYFILE_EXCL);
      return backup;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
