import type { Tx } from '../../db/types.ts';
import { readStatistics, type TermStatistics } from './queries.ts';

const freshMs = 60_000;
const kept = new Map<string, { at: number; statistics: TermStatistics }>();

/** Word frequencies, read at most once a minute: how rare a word is changes slowly. */
export async function termStatistics(tx: Tx, workspaceId: string): Promise<TermStatistics> {
  const known = kept.get(workspaceId);
  // A small memory changes much with every note, and costs little to read again.
  if (known && known.statistics.memories > 200 && Date.now() - known.at < freshMs) return known.statistics;
  const statistics = await readStatistics(tx, workspaceId);
  if (kept.size > 1000) kept.clear();
  kept.set(workspaceId, { at: Date.now(), statistics });
  return statistics;
}
