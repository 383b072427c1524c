import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, KnowmindError, type Output } from '@knowmind/sdk';
import { isTable } from './install-entry.ts';
import type { CliIo } from './io.ts';

/** What was last known of the service: kept in a file, so that a status line waits for nothing. */
export type Known = {
  /** Of which address and token this is known. */
  of: string;
  at: number;
  state: 'ok' | 'refused' | 'away';
  latencyMs?: number;
  workspace?: string;
  memories?: number;
};
/** Undefined: nothing new, and what was known goes on. */
type Found = Omit<Known, 'of' | 'at'> | undefined;
type Target = { apiUrl: string; token: string };

const shelfLife = { ok: 30_000, refused: 15_000, away: 15_000 };
const probeMs = 3000;
/** After this time a probe that has not put its lock away is taken for ended. */
const lockMs = 10_000;

const pathOf = ({ homeDir }: CliIo, name: string) => join(homeDir, '.knowmind', name);

export function readKnown(io: CliIo, target: Target): Known | undefined {
  try {
    const kept: unknown = JSON.parse(readFileSync(pathOf(io, 'status.json'), 'utf8'));
    return isKnown(kept) && kept.of === toMark(target) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isKnown(kept: unknown): kept is Known {
  if (!isTable(kept)) return false;
  const is = (key: string, type: string) => kept[key] === undefined || typeof kept[key] === type;
  const isState = typeof kept.state === 'string' && Object.hasOwn(shelfLife, kept.state);
  const isRest = is('latencyMs', 'number') && is('workspace', 'string') && is('memories', 'number');
  return isState && typeof kept.at === 'number' && isRest;
}

export function isFresh({ at, state }: Known): boolean {
  const age = Date.now() - at;
  return age >= 0 && age < shelfLife[state];
}

/** Not the token itself: what is kept here is of no use to anyone. */
function toMark({ apiUrl, token }: Target): string {
  return createHash('sha256').update(`${apiUrl}\n${token}`).digest('hex').slice(0, 16);
}

/** Keeps what was found out; a folder that cannot be written is no failure of what is shown. */
export function keepKnown(io: CliIo, target: Target, found: Found): void {
  const last = readKnown(io, target);
  const { workspace, memories } = last ?? {};
  const before = { ...(workspace ? { workspace } : {}), ...(memories === undefined ? {} : { memories }) };
  const now: Found = found ?? last ?? { state: 'away' };
  const known: Known = { ...before, ...now, of: toMark(target), at: Date.now() };
  const part = pathOf(io, `status.${randomUUID()}.tmp`);
  try {
    mkdirSync(pathOf(io, ''), { recursive: true, mode: 0o700 });
    writeFileSync(part, JSON.stringify(known), { mode: 0o600 });
    renameSync(part, pathOf(io, 'status.json'));
  } catch {
    rmSync(part, { force: true });
  }
}

/** Has the service asked in a process of its own, unless one is at it. */
export function askInBackground(io: CliIo): void {
  const lock = pathOf(io, 'status.lock');
  try {
    mkdirSync(pathOf(io, ''), { recursive: true, mode: 0o700 });
    if (isStale(lock)) rmSync(lock, { force: true });
    writeFileSync(lock, '', { flag: 'wx', mode: 0o600 });
    io.startInBackground(['status', '--refresh']);
  } catch {
    // Another one asks, or nothing can be kept here: what is known is shown all the same.
  }
}

function isStale(lock: string): boolean {
  const found = statSync(lock, { throwIfNoEntry: false });
  return found !== undefined && Math.abs(Date.now() - found.mtimeMs) > lockMs;
}

/** Asks the service and keeps the answer. */
export async function refresh(io: CliIo, target: Target | undefined): Promise<void> {
  try {
    if (target) keepKnown(io, target, await probe(io, target));
  } finally {
    rmSync(pathOf(io, 'status.lock'), { force: true });
  }
}

async function probe(io: CliIo, { apiUrl, token }: Target): Promise<Found> {
  const client = createClient({ baseUrl: apiUrl, token, userAgent: `knowmind-status/${io.version}` });
  const options = { signal: AbortSignal.timeout(probeMs) };
  const begin = performance.now();
  try {
    const health = await client.call('getHealth', {}, options);
    const latencyMs = Math.round(performance.now() - begin);
    const stats = await client.call('getStats', {}, options).catch(() => undefined);
    return toFound({ health, stats, latencyMs });
  } catch (error) {
    return toFailed(error);
  }
}

/**
 * What an error tells of the service. Too many calls say nothing of it, nor of the token; and what stands before it may
 * refuse in its place.
 */
export function toFailed(error: unknown): Found {
  if (!(error instanceof KnowmindError)) return { state: 'away' };
  const { code, status } = error;
  if (status === 429) return undefined;
  const isRefused = code !== 'unreachable' && [401, 402, 403].includes(status);
  return { state: isRefused ? 'refused' : 'away' };
}

type Answers = {
  health: Output<'getHealth'>;
  stats: Output<'getStats'> | undefined;
  latencyMs: number;
};

export function toFound({ health, stats, latencyMs }: Answers): Found {
  const { workspace } = health;
  return {
    state: 'ok',
    latencyMs,
    ...(workspace ? { workspace: workspace.name } : {}),
    ...(stats ? { memories: stats.memories } : {}),
  };
}
