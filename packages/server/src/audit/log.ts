import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from '../db/types.ts';
import { AppError } from '../errors.ts';
import type { Entry } from './entry.ts';
import { insertEntries } from './queries.ts';

type Waiting = { entry: Entry; resolve: () => void; reject: (error: unknown) => void };

/** Writes audit entries; a call is answered only when its entry is written. */
export type AuditLog = {
  record(workspaceId: string, entry: Entry): Promise<void>;
  /** Resolves when nothing is waiting to be written. */
  drain(): Promise<void>;
};

const largestFlush = 500;

/**
 * Awaited group commit: entries that arrive while one flush runs are written together by the next.
 * One queue a workspace, for the chain is per workspace.
 */
export function createAuditLog(db: Database): AuditLog {
  const queues = new Map<string, Waiting[]>();
  const running = new Map<string, Promise<void>>();

  async function flushAll(workspaceId: string): Promise<void> {
    for (let queue = queues.get(workspaceId); queue?.length; queue = queues.get(workspaceId)) {
      await settle(queue);
      const batch = queue.splice(0, largestFlush);
      await flush(db, workspaceId, batch);
    }
    queues.delete(workspaceId);
    running.delete(workspaceId);
  }

  return {
    record(workspaceId, entry) {
      return new Promise((resolve, reject) => {
        const queue = queues.get(workspaceId) ?? [];
        queue.push({ entry, resolve, reject });
        queues.set(workspaceId, queue);
        if (!running.has(workspaceId)) running.set(workspaceId, flushAll(workspaceId));
      });
    },
    async drain() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

/**
 * Waits while each turn of the event loop brings more: the embedded database works in this thread, so that requests
 * which came meanwhile are read first, and whose calls are on their way share one write.
 */
async function settle(queue: readonly Waiting[]): Promise<void> {
  let before: number;
  do {
    before = queue.length;
    await nextTurn();
  } while (queue.length > before && queue.length < largestFlush);
}

async function flush(db: Database, workspaceId: string, batch: Waiting[]): Promise<void> {
  try {
    const entries = batch.map(({ entry }) => entry);
    const ended = await insertEntries(db, workspaceId, entries);
    for (const { entry, resolve, reject } of batch) {
      if (ended.has(entry)) reject(endedError());
      else resolve();
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

/** The credential ended while the call was under way: the call was not made. */
export function endedError(): AppError {
  return new AppError(
    'invalid_token',
    'This token was revoked, or this session ended, while the call was under way.',
    {
      headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
    },
  );
}
