import { appendEntries, type Entry } from './audit/index.ts';
import { isDeadlock } from './db/deadlock.ts';
import { inWorkspace } from './db/tenant.ts';
import type { Database, Tx } from './db/types.ts';
import { createGroups } from './group.ts';

/** What a change left behind: its answer, its entries for the audit log, and what runs once it is committed. */
export type Changed = { output: unknown; entries: Entry[]; afterCommit: (() => void)[] };
/** The work of one call. It may be undone and done again, so that it keeps nothing outside the transaction. */
export type Change = (tx: Tx) => Promise<Changed>;

/**
 * Whether a change may share a transaction with those of its workspace that come at the same time. `plain`: it locks
 * nothing but a place under its content; `locking`: also what others lock, before or after that.
 */
export type Sharing = 'none' | 'locking' | 'plain';

/** Carries out changes, each with its entries in the audit log: both are kept, or neither. */
export type Changes = {
  make(workspaceId: string, change: Change, sharing: Sharing): Promise<Changed>;
  /** Resolves when no change is under way that others may join. */
  drain(): Promise<void>;
};

/** How often a change is done again that waited for another which waited for it. */
const mostRepeats = 3;

/** So many changes at most hold up whoever waits for the one connection of the embedded database. */
const largest = 32;

/**
 * To open and to commit a transaction, and to write to the workspace's chain, where one waits for the other, takes
 * longer than a small change does (docs/benchmarks.md). The embedded database does one transaction after the other.
 * On a server those of several processes meet, and what locks more than one thing in no certain order would wait for
 * another that waits for it.
 */
export function createChanges(db: Database, kind: 'embedded' | 'server'): Changes {
  const alone = async (workspaceId: string, change: Change): Promise<Changed> => {
    for (let repeats = 0; ; repeats += 1) {
      try {
        const [changed] = await commit(db, workspaceId, [change]);
        if (!changed) throw new Error('a change was carried out and left nothing behind');
        return changed;
      } catch (error) {
        // The database has undone it, and the other goes on.
        if (!isDeadlock(error) || repeats === mostRepeats) throw error;
      }
    }
  };
  const groups = createGroups<Change, Changed>(largest, async (workspaceId, changes) => {
    if (changes.length > 1) {
      try {
        const changed = await commit(db, workspaceId, changes);
        return changed.map((value) => ({ status: 'fulfilled', value }));
      } catch {
        // All of them are undone. What is wrong with one is its caller's alone, and shows again.
      }
    }
    return Promise.allSettled(changes.map((change) => alone(workspaceId, change)));
  });
  const shares = (sharing: Sharing) => sharing === 'plain' || (sharing === 'locking' && kind === 'embedded');
  return {
    make: (workspaceId, change, sharing) => (shares(sharing) ? groups.add : alone)(workspaceId, change),
    drain: groups.drain,
  };
}

function commit(db: Database, workspaceId: string, changes: Change[]): Promise<Changed[]> {
  return inWorkspace(db, workspaceId, async (tx) => {
    const changed: Changed[] = [];
    for (const change of changes) changed.push(await change(tx));
    const entries = changed.flatMap((each) => each.entries);
    if (entries.length > 0) await appendEntries(tx, workspaceId, entries);
    return changed;
  });
}
