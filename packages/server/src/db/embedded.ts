import {
  chmodSync,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { vector } from '@electric-sql/pglite-pgvector';
import { lock } from 'proper-lockfile';
import { DataFolderBusyError, StartError } from '../errors.ts';
import type { Exchange } from './wire.ts';

/** An open embedded database and the lock on its folder. */
export type Embedded = { exchange: Exchange; close(): Promise<void> };

type Stream = { nfd: number };
type EmscriptenModule = {
  FS: { filesystems: { NODEFS: { stream_ops: { fsync?: (stream: Stream) => number } } } };
};

/** Calls of fdatasync since the process started; the durability test counts them. */
export const syncs = { count: 0 };

/** PGlite's Node file system has no fsync at all, so a power cut would lose acknowledged writes. */
class DurableNodeFS extends NodeFS {
  override async init(...[pg, options]: Parameters<NodeFS['init']>) {
    const { emscriptenOpts } = await super.init(pg, options);
    const addSync = (module: EmscriptenModule) => {
      module.FS.filesystems.NODEFS.stream_ops.fsync = (stream) => {
        syncs.count += 1;
        fdatasyncSync(stream.nfd);
        return 0;
      };
    };
    const preRun = [...(emscriptenOpts.preRun ?? []), addSync as never];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } };
  }
}

/**
 * Opens the embedded database of a data folder, making it when it is new.
 * Throws `DataFolderBusyError` while another process holds the folder, `StartError` where none can be.
 */
export async function openEmbedded(dataDir: string): Promise<Embedded> {
  const release = await openFolder(dataDir);
  try {
    const folder = databaseFolder(dataDir);
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    chmodSync(folder, 0o700);
    // The sync hook has no effect in the process that runs initdb: create, close, open again.
    if (!hasEmbedded(dataDir)) await (await open(folder)).close();
    const lite = await open(folder);
    return {
      exchange: (messages) => exchange(lite, messages),
      async close() {
        await lite.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** The answer is taken as it comes: PGlite's other ways to send read every row of it, and `pg` does so again. */
async function exchange(lite: PGlite, messages: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  // A part is a view of the database's own memory, which the next part overwrites.
  const onRawData = (part: Uint8Array) => void parts.push(part.slice());
  await lite.execProtocolRawStream(messages, { syncToFs: false, onRawData });
  return Buffer.concat(parts);
}

function databaseFolder(dataDir: string): string {
  return join(dataDir, 'database');
}

/** Whether a data folder holds an embedded database already. Touches nothing. */
export function hasEmbedded(dataDir: string): boolean {
  return existsSync(join(databaseFolder(dataDir), 'PG_VERSION'));
}

/**
 * Without -F, which turns syncing off; and PGlite's fdatasync does nothing, while its fsync calls our hook. In twice the
 * usual memory for pages the vectors of a large workspace do not push its words out; it takes 130 MB at rest.
 */
const startParams = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  '-c',
  'wal_sync_method=fsync',
  '-c',
  'shared_buffers=256MB',
];

function open(folder: string): Promise<PGlite> {
  return PGlite.create({
    fs: new DurableNodeFS(folder),
    extensions: { btree_gin, vector },
    startParams,
  });
}

/** Makes the folder where there is none and locks it. Returns how to release it. */
async function openFolder(dataDir: string): Promise<() => Promise<void>> {
  try {
    makeFolder(resolve(dataDir));
    return await lockFolder(dataDir);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const reason =
      error.code === 'EEXIST' || error.code === 'ENOTDIR' ? 'a file is in its place' : error.code;
    throw new StartError(
      `The data folder ${dataDir} cannot be used (${reason}). Choose another with --data-dir or KNOWMIND_DATA_DIR.`,
    );
  }
}

/** mkdir's own `recursive` tries for ever, deaf to signals, where the system denies that the parent is there (/proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder, { mode: 0o700 });
}

/** Two processes on one folder destroy it. A lock left by a process that is gone is taken over. */
async function lockFolder(dataDir: string): Promise<() => Promise<void>> {
  const holderFile = join(dataDir, 'holder.json');
  const lockfilePath = join(dataDir, 'lock');
  if (isHolderGone(holderFile)) rmSync(lockfilePath, { recursive: true, force: true });
  const release = await lock(dataDir, { lockfilePath, stale: 15_000, update: 5_000 }).catch(
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ELOCKED') {
        throw new DataFolderBusyError(dataDir, readHolder(holderFile)?.pid);
      }
      throw error;
    },
  );
  writeFileSync(holderFile, JSON.stringify({ pid: process.pid, host: hostname() }), { mode: 0o600 });
  return async () => {
    rmSync(holderFile, { force: true });
    await release();
  };
}

function readHolder(file: string): { pid: number; host: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { pid: number; host: string };
  } catch {
    return undefined;
  }
}

function isHolderGone(file: string): boolean {
  const holder = readHolder(file);
  if (!holder || holder.host !== hostname() || holder.pid === process.pid) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
