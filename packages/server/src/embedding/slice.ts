import { inWorkspace } from '../db/tenant.ts';
import type { Database } from '../db/types.ts';
import { type Embedder, ModelError } from '../model/index.ts';
import { embedItems, type Refused } from './batch.ts';
import {
  createIndex,
  findIndex,
  hasVectors,
  type Slice,
  saveVectors,
  selectPending,
  type Walk,
} from './queries.ts';

const sliceSize = 200;
const batchSize = 32;
/** From here on a workspace's vectors are indexed; a search through fewer takes a few milliseconds. */
const indexFrom = 3000;

type Work = { db: Database; embedder: Embedder; refused: Refused; signal: AbortSignal };
/** Where a walk over a workspace goes on, and whether it has seen the index. */
export type Place = { workspaceId: string; after: string; indexed: boolean };

/** Embeds the next memories that have no vector; returns where the walk goes on, null at its end. No transaction is open while the model works. */
export async function embedSlice(
  { db, embedder, refused, signal }: Work,
  place: Place,
): Promise<Place | null> {
  const { workspaceId } = place;
  const { model } = embedder;
  let after: string | null = place.after;
  for (let embedded = 0; after !== null && embedded === 0 && !signal.aborted; ) {
    const walk: Walk = { model, after, limit: sliceSize };
    const slice: Slice = await inWorkspace(db, workspaceId, (tx) => selectPending(tx, workspaceId, walk));
    const wanted = slice.pending.filter(({ id }) => !refused.has(id));
    for (let at = 0; at < wanted.length && !signal.aborted; at += batchSize) {
      const items = await embedItems(embedder, wanted.slice(at, at + batchSize), refused);
      await keep(db, workspaceId, { model, items });
    }
    embedded = wanted.length;
    after = slice.next;
  }
  // Early, and vectors join it as they come: over all vectors of a large workspace it takes minutes to make.
  const indexed = place.indexed || (await indexWhenLarge(db, workspaceId, model));
  return after === null ? null : { workspaceId, after, indexed };
}

async function keep(
  db: Database,
  workspaceId: string,
  { model, items }: { model: string; items: { id: string; vector: number[] }[] },
): Promise<void> {
  const dimensions = items[0]?.vector.length;
  if (dimensions === undefined) return;
  await inWorkspace(db, workspaceId, async (tx) => {
    const stored = (await findIndex(tx, workspaceId, model)).dimensions;
    if (stored !== null && stored !== dimensions)
      throw new ModelError(
        `The model gives ${dimensions} numbers, and the stored vectors have ${stored}. Set KNOWMIND_EMBEDDING_DIMENSIONS=${dimensions} to embed everything anew.`,
      );
    await saveVectors(tx, workspaceId, { model, dimensions, items });
  });
}

/** Whether the workspace's vectors are indexed now. */
async function indexWhenLarge(db: Database, workspaceId: string, model: string): Promise<boolean> {
  return inWorkspace(db, workspaceId, async (tx) => {
    const { dimensions, indexed } = await findIndex(tx, workspaceId, model);
    if (indexed) return true;
    if (dimensions === null || !(await hasVectors(tx, workspaceId, { model, atLeast: indexFrom })))
      return false;
    await createIndex(tx, workspaceId, { model, dimensions });
    return true;
  });
}
