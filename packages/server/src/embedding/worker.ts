import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../db/types.ts';
import { type Embedder, ModelError } from '../model/index.ts';
import type { Refused } from './batch.ts';
import { selectWorkspaces } from './queries.ts';
import { embedSlice, type Place } from './slice.ts';
import { createTurns } from './turns.ts';

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

/** Embeds in the background, a slice of one workspace after that of another; nothing waits for it. */
export function createWorker({ db, embedder, log }: Options): Worker {
  const due = createTurns();
  /** Up to when a workspace was walked to its end: what came later is all that can be new. */
  const walked = new Map<string, number>();
  /** Walks that are under way. */
  const walks = new Map<string, { startedAt: number; place: Place }>();
  /** Poked for older ids since the last walk began. */
  const anew = new Set<string>();
  const errors = new Map<string, string>();
  const refusals = new Map<string, Refused>();
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let current: string | undefined;

  async function drain(): Promise<void> {
    let pause = firstPauseMs;
    for (let id = due.take(); id !== undefined && !stopping.signal.aborted; id = due.take()) {
      current = id;
      try {
        await walkOn(id);
        pause = firstPauseMs;
      } catch (error) {
        errors.set(id, toText(error));
        if (!(error instanceof ModelError)) log.error({ err: error }, 'embedding failed');
        else log.warn({ reason: error.message }, 'embedding waits for the model');
        due.add(id, { urgent: false });
        const asked = error instanceof ModelError ? (error.retryAfterMs ?? 0) : 0;
        await sleep(Math.max(asked, pause), undefined, { signal: stopping.signal }).catch(() => undefined);
        pause = Math.min(longestPauseMs, pause * 2);
      }
    }
    current = undefined;
  }

  /** Takes a workspace a slice further, from where its walk stands, and lets the others go on. */
  async function walkOn(id: string): Promise<void> {
    if (anew.delete(id)) {
      walked.delete(id);
      walks.delete(id);
    }
    const after = idAt((walked.get(id) ?? 0) - overlapMs);
    const walk = walks.get(id) ?? {
      startedAt: Date.now(),
      place: { workspaceId: id, after, indexed: false },
    };
    const refused = refusals.get(id) ?? new Map<string, string>();
    refusals.set(id, refused);
    const place = await embedSlice({ db, embedder, refused, signal: stopping.signal }, walk.place);
    const [complaint] = refused.values();
    if (complaint) errors.set(id, complaint);
    else errors.delete(id);
    if (place) {
      walks.set(id, { ...walk, place });
      due.add(id, { urgent: false });
    } else {
      walks.delete(id);
      walked.set(id, walk.startedAt);
    }
  }

  const poke = (workspaceId: string, { fresh } = { fresh: false }) => {
    if (stopping.signal.aborted) return;
    due.add(workspaceId, { urgent: fresh });
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

function toText(error: unknown): string {
  return error instanceof ModelError ? error.message : 'The database refused the vectors; the log says why.';
}

/** The smallest id of a moment. */
function idAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
