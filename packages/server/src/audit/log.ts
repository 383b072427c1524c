import type { Database } from '../db/types.ts';
import { AppError } from '../errors.ts';
import { createGroups } from '../group.ts';
import type { Entry } from './entry.ts';
import { insertEntries } from './queries.ts';

/** Writes audit entries; a call is answered only when its entry is written. */
export type AuditLog = {
  record(workspaceId: string, entry: Entry): Promise<void>;
  /** Resolves when nothing is waiting to be written. */
  drain(): Promise<void>;
};

const largestFlush = 500;

/** Entries of one workspace that come at the same time are written together: the chain is one a workspace. */
export function createAuditLog(db: Database): AuditLog {
  const groups = createGroups<Entry, void>(largestFlush, async (workspaceId, entries) => {
    const ended = await insertEntries(db, workspaceId, entries);
    return entries.map((entry) =>
      ended.has(entry)
        ? { status: 'rejected', reason: endedError() }
        : { status: 'fulfilled', value: undefined },
    );
  });
  return { record: groups.add, drain: groups.drain };
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
