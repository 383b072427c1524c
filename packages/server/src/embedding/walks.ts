import type { Database } from '../db/types.ts';
import type { Embedder } from '../model/index.ts';
import type { Refused } from './batch.ts';
import { embedSlice, type Place } from './slice.ts';

/** Ids begin with their time; a transaction that began earlier may end later by this much. */
const overlapMs = 60_000;

/** How far each workspace is embedded. */
export type Walks = {
  /**
   * Says that a workspace has something to embed; `fresh`: its ids were made just now. What an archive brings has
   * ids of its own time, so without it the whole workspace is walked anew.
   */
  note(workspaceId: string, options: { fresh: boolean }): void;
  /** Takes a workspace a slice further. `more`: something is left; `complaint`: why the model refused a text of it. */
  goOn(workspaceId: string): Promise<{ more: boolean; complaint: string | undefined }>;
};

type Walk = { startedAt: number; place: Place };
type Work = { db: Database; embedder: Embedder; signal: AbortSignal };

export function createWalks(work: Work): Walks {
  /** Up to when a workspace was walked to its end: what came later is all that can be new. */
  const walked = new Map<string, number>();
  const underWay = new Map<string, Walk>();
  const anew = new Set<string>();
  /** What came while a walk was under way, which may have passed its place: ids are older than their commit. */
  const again = new Set<string>();
  const refusals = new Map<string, Refused>();

  function begin(id: string): Walk {
    again.delete(id);
    const after = idAt((walked.get(id) ?? 0) - overlapMs);
    return { startedAt: Date.now(), place: { workspaceId: id, after, indexed: false } };
  }

  return {
    note(id, { fresh }) {
      if (!fresh) anew.add(id);
      if (underWay.has(id)) again.add(id);
    },
    async goOn(id) {
      if (anew.delete(id)) {
        walked.delete(id);
        underWay.delete(id);
      }
      const walk = underWay.get(id) ?? begin(id);
      underWay.set(id, walk);
      const refused = refusals.get(id) ?? new Map<string, string>();
      refusals.set(id, refused);
      const place = await embedSlice({ ...work, refused }, walk.place);
      const [complaint] = refused.values();
      if (place) {
        underWay.set(id, { ...walk, place });
        return { more: true, complaint };
      }
      underWay.delete(id);
      walked.set(id, walk.startedAt);
      return { more: again.delete(id), complaint };
    },
  };
}

/** The smallest id of a moment. */
function idAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
