import type { Tx } from '../../db/types.ts';
import { readStatistics, type TermStatistics } from './queries.ts';

const minute = 60_000;
/** Reading takes as long as there are memories, and a note changes the less the more there are. */
const freshMsEach = 6;
const longestFreshMs = 30 * minute;
type Kept = { at: number; statistics: TermStatistics };
const kept = new Map<string, Kept>();

/** Word frequencies, read at most once a minute, of large memories seldom: how rare a word is changes slowly. */
export async function termStatistics(tx: Tx, workspaceId: string): Promise<TermStatistics> {
  const known = kept.get(workspaceId);
  // A small memory changes much with every note, and costs little to read again.
  if (known && known.statistics.memories > 200 && isFresh(known)) return known.statistics;
  const statistics = await readStatistics(tx, workspaceId);
  if (kept.size > 1000) kept.clear();
  kept.set(workspaceId, { at: Date.now(), statistics });
  return statistics;
}

function isFresh({ at, statistics: { memories } }: Kept): boolean {
  return Date.now() - at < Math.min(Math.max(minute, freshMsEach * memories), longestFreshMs);
}
