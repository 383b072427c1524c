import { inWorkspace } from '../../db/tenant.ts';
import type { Database, Tx } from '../../db/types.ts';
import { contentsOf } from '../contents.ts';
import { hasGrown, kinds, readStatistics, type TermStatistics } from './queries.ts';

const minute = 60_000;
/** Reading takes as long as there are memories, and a note changes the less the more there are. */
const freshMsEach = 6;
const longestFreshMs = 30 * minute;
/** An import changes everything: memories, or chunks, that have grown by a quarter are noticed after so long. */
const checkMs = 5000;
const growth = 0.25;

/** What is used is read again so long before it is too old; twice the job's rhythm. */
const renewAheadMs = minute / 2;
/** A small memory changes much with every note, and costs little to read again. */
const smallMemory = 200;

/** When the reading began, when it was last looked whether it still holds, when it was last used, and the last import. */
type Kept = { at: number; checkedAt: number; usedAt: number; importedAt: number; statistics: TermStatistics };
const kept = new Map<string, Kept>();

/** Word frequencies, read at most once a minute, of large memories seldom: how rare a word is changes slowly. */
export async function termStatistics(tx: Tx, workspaceId: string): Promise<TermStatistics> {
  const known = kept.get(workspaceId);
  if (known && known.statistics.memories > smallMemory && (await isFresh(tx, workspaceId, known))) {
    known.usedAt = Date.now();
    return known.statistics;
  }
  return readAgain(tx, workspaceId);
}

/** Reads what is used and would be too old soon, so that no search has to wait for it. Throws what failed at the end. */
export async function renewStatistics(db: Database): Promise<void> {
  const failures: unknown[] = [];
  for (const [workspaceId, known] of kept) {
    if (!isDue(known)) continue;
    try {
      await inWorkspace(db, workspaceId, (tx) => readAgain(tx, workspaceId));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'some word frequencies were not read');
}

function isDue({ at, usedAt, statistics }: Kept): boolean {
  const isOld = Date.now() - at > freshMs(statistics) - renewAheadMs;
  return isOld && usedAt > at && statistics.memories > smallMemory;
}

async function readAgain(tx: Tx, workspaceId: string): Promise<TermStatistics> {
  const at = Date.now();
  const statistics = await readStatistics(tx, workspaceId);
  const importedAt = kept.get(workspaceId)?.importedAt ?? 0;
  if (kept.size > 1000) kept.clear();
  kept.set(workspaceId, { at, checkedAt: at, usedAt: at, importedAt, statistics });
  return statistics;
}

/** What is brought in keeps its ids, which may be older than all that is here. */
export function noteImport(workspaceId: string): void {
  const known = kept.get(workspaceId);
  if (known) known.importedAt = Date.now();
}

async function isFresh(tx: Tx, workspaceId: string, known: Kept): Promise<boolean> {
  const now = Date.now();
  const { newest, counts } = known.statistics;
  if (now - known.at > freshMs(known.statistics)) return false;
  // What there was none of is not looked for, so that the first document has to be noticed at once.
  const none = kinds.filter((kind) => counts[kind] === 0);
  if (none.length > 0) {
    const contents = await contentsOf(tx, workspaceId);
    if (none.some((kind) => contents[kind])) return false;
  }
  if (now - known.checkedAt < checkMs) return true;
  known.checkedAt = now;
  if (known.importedAt >= known.at) return false;
  return !(await hasGrown(tx, workspaceId, { newest, counts, share: growth }));
}

function freshMs({ memories }: TermStatistics): number {
  return Math.min(Math.max(minute, freshMsEach * memories), longestFreshMs);
}
