import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { backUp } from './install-backup.ts';
import { type CliIo, FileError } from './io.ts';
import { say } from './messages.ts';

const byteOrderMark = '\uFEFF';
/** After so long a change that was begun and not ended is one of a process that was killed. */
const staleMs = 10_000;

/** A configuration file as it is; `text` is undefined when there is none. */
export type Configuration = { path: string; text: string | undefined; mark: string };

export function readConfiguration(io: CliIo, path: string): Configuration {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    const mark = text.startsWith(byteOrderMark) ? byteOrderMark : '';
    return { path, text: text.slice(mark.length), mark };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return { path, text: undefined, mark: '' };
    const reason = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'UTF-8?' : String(code ?? error);
    throw new FileError(say(io, 'cannotRead', { path, reason }));
  }
}

/**
 * Writes beside the file and moves there, after a copy of what was there; returns the path of the copy. A link,
 * as people who keep their settings in a repository have, stays one, and a file its rights and its owner. `secret`:
 * readable for its owner only.
 */
export function writeConfiguration(
  io: CliIo,
  configuration: Configuration,
  { text, secret }: { text: string; secret: boolean },
): string | undefined {
  return change(io, configuration, { secret }, ({ fd, part, target, earlier }) => {
    if (earlier) keepRights(fd, earlier, secret);
    writeFileSync(fd, `${configuration.mark}${text}`);
    fsyncSync(fd);
    const backup = configuration.text === undefined ? undefined : backUp(io, target, configuration.text);
    finish(io, configuration, backup, () => renameSync(part, target));
    return backup;
  });
}

/** Takes the file away, after a copy where that is wanted; returns the path of the copy. */
export function removeConfiguration(
  io: CliIo,
  configuration: Configuration,
  { copy }: { copy: boolean },
): string | undefined {
  return change(io, configuration, { secret: true }, ({ part, target }) => {
    const backup = copy ? backUp(io, target, configuration.text ?? '') : undefined;
    finish(io, configuration, backup, () => rmSync(target));
    rmSync(part);
    return backup;
  });
}

type Claim = { fd: number; part: string; target: string; earlier: Stats | undefined };

/**
 * Runs a change alone among the processes of this program: the file that is written beside the target is claimed by
 * making it. Of other programs only what they change before the last look is seen.
 */
function change<T>(
  io: CliIo,
  { path, text }: Configuration,
  { secret }: { secret: boolean },
  work: (claim: Claim) => T,
): T {
  try {
    const target = toTarget(path);
    const part = `${target}.knowmind.tmp`;
    mkdirSync(dirname(target), { recursive: true });
    const earlier = text === undefined ? undefined : statSync(target);
    if (earlier) assertWritable(target, earlier);
    if (isStale(part)) clear(part);
    const fd = openSync(part, 'wx', secret ? 0o600 : 0o666);
    try {
      return work({ fd, part, target, earlier });
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const code = codeOf(error);
    if (error instanceof FileError || code === undefined) throw error;
    if (code === 'EEXIST') throw new FileError(say(io, 'changedMeanwhile', { path }));
    throw new FileError(say(io, 'cannotWrite', { path, reason: code }));
  }
}

/** The last look, and the step that counts; a copy of what was not changed after all goes again. */
function finish(
  io: CliIo,
  { path, text }: Configuration,
  backup: string | undefined,
  step: () => void,
): void {
  try {
    if (readConfiguration(io, path).text !== text) throw new FileError(say(io, 'changedMeanwhile', { path }));
    step();
  } catch (error) {
    if (backup !== undefined) rmSync(backup, { force: true });
    throw error;
  }
}

/** Where links lead, also to a file that is not there yet. */
function toTarget(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
    return link ? toTarget(resolve(dirname(path), readlinkSync(path))) : path;
  }
}

/** A move would replace a file that its owner made read-only, and the administrator may write to every file. */
function assertWritable(path: string, { mode }: Stats): void {
  accessSync(path, constants.W_OK);
  if ((mode & 0o222) === 0) throw Object.assign(new Error(`${path} is read-only`), { code: 'EACCES' });
}

function keepRights(fd: number, { mode, uid, gid }: Stats, secret: boolean): void {
  try {
    fchownSync(fd, uid, gid);
  } catch {
    // Only root gives a file to someone else; where it may be written to, it is ours from now on.
  }
  fchmodSync(fd, secret ? 0o600 : mode & 0o777);
}

function isStale(part: string): boolean {
  const made = lstatSync(part, { throwIfNoEntry: false });
  return made !== undefined && Math.abs(Date.now() - made.mtimeMs) > staleMs;
}

/** Of two that find it stale one moves it away; the other must not take what the first makes in its place. */
function clear(part: string): void {
  const aside = `${part}.${randomUUID()}`;
  renameSync(part, aside);
  rmSync(aside, { force: true });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
