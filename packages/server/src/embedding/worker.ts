import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../db/types.ts';
import { type Embedder, ModelError } from '../model/index.ts';
import { selectWorkspaces } from './queries.ts';
import { createRests } from './rests.ts';
import { createTurns } from './turns.ts';
import { createWalks } from './walks.ts';

/** So many failures in a row are not a single workspace's. */
const alarming = 3;

type Options = { db: Database; embedder: Embedder; log: Logger };
export type Worker = {
  /** Says that a workspace has something to embed; `fresh`: its ids were made just now, and are not an archive's. */
  poke(workspaceId: string, options?: { fresh: boolean }): void;
  /** Pokes every workspace: what another process or an earlier run left undone is found in the database. */
  pokeAll(): Promise<void>;
  /** What went wrong last in a workspace, and whether its work goes on now. */
  state(workspaceId: string): { working: boolean; lastError: string | undefined };
  stop(): Promise<void>;
};

/** Embeds in the background, a slice of one workspace after that of another; nothing waits for it. */
export function createWorker({ db, embedder, log }: Options): Worker {
  const stopping = new AbortController();
  const { signal } = stopping;
  const due = createTurns();
  const walks = createWalks({ db, embedder, signal });
  const rests = createRests((id) => wake(id, { urgent: false }));
  const errors = new Map<string, string>();
  let running: Promise<void> | undefined;
  let current: string | undefined;

  function wake(id: string, options: { urgent: boolean }): void {
    if (signal.aborted) return;
    due.add(id, options);
    running ??= drain().finally(() => {
      running = undefined;
    });
  }

  async function drain(): Promise<void> {
    let failures = 0;
    for (let id = due.take(); id !== undefined && !signal.aborted; id = due.take()) {
      current = id;
      const error = await takeTurn(id);
      failures = error === undefined ? 0 : failures + 1;
      const asked = error instanceof ModelError ? (error.retryAfterMs ?? 0) : 0;
      const pause = Math.max(asked, failures < alarming ? 0 : rests.pauseAfter(failures - alarming));
      if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
    current = undefined;
  }

  /** Resolves with what went wrong. */
  async function takeTurn(id: string): Promise<unknown> {
    try {
      const { more, complaint } = await walks.goOn(id);
      rests.forget(id);
      if (complaint) errors.set(id, complaint);
      else errors.delete(id);
      if (more) due.add(id, { urgent: false });
      return undefined;
    } catch (error) {
      errors.set(id, toText(error));
      if (!(error instanceof ModelError)) log.error({ err: error }, 'embedding failed');
      else log.warn({ reason: error.message }, 'embedding waits for the model');
      if (!signal.aborted) rests.begin(id);
      return error;
    }
  }

  const poke = (workspaceId: string, { fresh } = { fresh: false }) => {
    walks.note(workspaceId, { fresh });
    if (!rests.has(workspaceId)) wake(workspaceId, { urgent: fresh });
  };
  return {
    poke,
    async pokeAll() {
      for (const id of await selectWorkspaces(db)) poke(id);
    },
    state: (id) => ({ working: current === id || due.has(id) || rests.has(id), lastError: errors.get(id) }),
    async stop() {
      stopping.abort();
      rests.stop();
      await running;
    },
  };
}

function toText(error: unknown): string {
  return error instanceof ModelError ? error.message : 'The database refused the vectors; the log says why.';
}
