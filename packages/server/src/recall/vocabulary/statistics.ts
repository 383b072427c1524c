import type { Tx } from '../../db/types.ts';
import { hasAny, hasGrown, kinds, readStatistics, type TermStatistics } from './queries.ts';

const minute = 60_000;
/** Reading takes as long as there are memories, and a note changes the less the more there are. */
const freshMsEach = 6;
const longestFreshMs = 30 * minute;
/** An import changes everything: memories, or chunks, that have grown by a quarter are noticed after so long. */
const checkMs = 5000;
const growth = 0.25;

type Kept = { at: number; checkedAt: number; imported: boolean; statistics: TermStatistics };
const kept = new Map<string, Kept>();

/** Word frequencies, read at most once a minute, of large memories seldom: how rare a word is changes slowly. */
export async function termStatistics(tx: Tx, workspaceId: string): Promise<TermStatistics> {
  const known = kept.get(workspaceId);
  // A small memory changes much with every note, and costs little to read again.
  if (known && known.statistics.memories > 200 && (await isFresh(tx, workspaceId, known)))
    return known.statistics;
  const statistics = await readStatistics(tx, workspaceId);
  if (kept.size > 1000) kept.clear();
  kept.set(workspaceId, { at: Date.now(), checkedAt: Date.now(), imported: false, statistics });
  return statistics;
}

/** What is brought in keeps its ids, which may be older than all that is here. */
export function noteImport(workspaceId: string): void {
  const known = kept.get(workspaceId);
  if (known) known.imported = true;
}

async function isFresh(tx: Tx, workspaceId: string, known: Kept): Promise<boolean> {
  const now = Date.now();
  const { memories, newest, counts } = known.statistics;
  if (now - known.at > Math.min(Math.max(minute, freshMsEach * memories), longestFreshMs)) return false;
  // What there was none of is not looked for, so that the first document has to be noticed at once.
  for (const kind of kinds) if (counts[kind] === 0 && (await hasAny(tx, workspaceId, kind))) return false;
  if (now - known.checkedAt < checkMs) return true;
  known.checkedAt = now;
  if (known.imported) return false;
  return !(await hasGrown(tx, workspaceId, { newest, counts, share: growth }));
}
