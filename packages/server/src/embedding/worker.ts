import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
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
  selectWorkspaces,
  type Walk,
} from './queries.ts';

const sliceSize = 200;
const batchSize = 32;
/** From here on a workspace's vectors are indexed; a search through fewer takes a few milliseconds. */
export const indexFrom = 3000;
/** Ids begin with their time; a transaction that began earlier may end later by this much. */
const overlapMs = 60_000;
const firstPauseMs = 1000;
const longestPauseMs = 300_000;

type Options = { db: Database; embedder: Embedder; log: Logger };
export type Worker = {
  /**
   * Says that a workspace has something to embed; `fresh`: its ids were made just now. What an archive brings has
   * ids of its own time, so without it the whole workspace is walked anew.
   */
  poke(workspaceId: string, options?: { fresh: boolean }): void;
  /** Pokes every workspace: what another process or an earlier run left undone is found in the database. */
  pokeAll(): Promise<void>;
  /** What went wrong last in a workspace, and whether its work goes on now. */
  state(workspaceId: string): { working: boolean; lastError: string | undefined };
  stop(): Promise<void>;
};

/** Embeds in the background, one workspace after the other; nothing waits for it. */
export function createWorker({ db, embedder, log }: Options): Worker {
  const due = new Set<string>();
  /** Up to when a workspace was walked to its end: what came later is all that can be new. */
  const walked = new Map<string, number>();
  /** Poked for older ids since the last walk began. */
  const anew = new Set<string>();
  const errors = new Map<string, string>();
  const refusals = new Map<string, Refused>();
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let current: string | undefined;

  async function drain(): Promise<void> {
    let pause = firstPauseMs;
    for (let id = next(due); id !== undefined && !stopping.signal.aborted; id = next(due)) {
      due.delete(id);
      current = id;
      if (anew.delete(id)) walked.delete(id);
      const from = { workspaceId: id, after: idAt((walked.get(id) ?? 0) - overlapMs) };
      const startedAt = Date.now();
      try {
        const refused = refusals.get(id) ?? new Map<string, string>();
        refusals.set(id, refused);
        await embedWorkspace({ db, embedder, refused, signal: stopping.signal }, from);
        walked.set(id, startedAt);
        const [complaint] = refused.values();
        if (complaint) errors.set(id, complaint);
        else errors.delete(id);
        pause = firstPauseMs;
      } catch (error) {
        errors.set(id, toText(error));
        if (!(error instanceof ModelError)) log.error({ err: error }, 'embedding failed');
        else log.warn({ reason: error.message }, 'embedding waits for the model');
        due.add(id);
        const asked = error instanceof ModelError ? (error.retryAfterMs ?? 0) : 0;
        await sleep(Math.max(asked, pause), undefined, { signal: stopping.signal }).catch(() => undefined);
        pause = Math.min(longestPauseMs, pause * 2);
      }
    }
    current = undefined;
  }

  const poke = (workspaceId: string, { fresh } = { fresh: false }) => {
    if (stopping.signal.aborted) return;
    due.add(workspaceId);
    if (!fresh) anew.add(workspaceId);
    running ??= drain().finally(() => {
      running = undefined;
    });
  };
  return {
    poke,
    async pokeAll() {
      for (const id of await selectWorkspaces(db)) poke(id);
    },
    state: (id) => ({ working: current === id || due.has(id), lastError: errors.get(id) }),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function next(due: Set<string>): string | undefined {
  return due.values().next().value;
}

function toText(error: unknown): string {
  return error instanceof ModelError ? error.message : 'The database refused the vectors; the log says why.';
}

/** The smallest id of a moment. */
function idAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

type Work = { db: Database; embedder: Embedder; refused: Refused; signal: AbortSignal };
type From = { workspaceId: string; after: string };

/** Walks the workspace once; no transaction is open while the model works. */
async function embedWorkspace(
  { db, embedder, refused, signal }: Work,
  { workspaceId, after: start }: From,
): Promise<void> {
  const { model } = embedder;
  let indexed = false;
  for (let after: string | null = start; after !== null && !signal.aborted; ) {
    const walk: Walk = { model, after, limit: sliceSize };
    const slice: Slice = await inWorkspace(db, workspaceId, (tx) => selectPending(tx, workspaceId, walk));
    const wanted = slice.pending.filter(({ id }) => !refused.has(id));
    for (let at = 0; at < wanted.length && !signal.aborted; at += batchSize) {
      const items = await embedItems(embedder, wanted.slice(at, at + batchSize), refused);
      await keep(db, workspaceId, { model, items });
    }
    // Early, and vectors join it as they come: over all vectors of a large workspace it takes minutes to make.
    if (!indexed) indexed = await indexWhenLarge(db, workspaceId, model);
    after = slice.next;
  }
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
