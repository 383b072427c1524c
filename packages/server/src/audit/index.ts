import type { Tx } from '../db/types.ts';
import type { Entry } from './entry.ts';
import { endedError } from './log.ts';
import { insertEntries } from './queries.ts';

export { type Entry, toCallEntry, toChangeEntries, toEntry } from './entry.ts';
export { exportAudit } from './export.ts';
export { listAudit } from './list.ts';
export { createAuditLog } from './log.ts';
export {
  countCallsByScope,
  erasePrivate,
  insertHead,
  prune,
  selectEntries,
  toAuditEntry,
} from './queries.ts';
export { verifyAudit } from './verify.ts';

/** Writes an entry within the change it records: both are kept, or neither. */
export function appendEntry(tx: Tx, workspaceId: string, entry: Entry): Promise<void> {
  return appendEntries(tx, workspaceId, [entry]);
}

export async function appendEntries(tx: Tx, workspaceId: string, entries: Entry[]): Promise<void> {
  const ended = await insertEntries(tx, workspaceId, entries);
  if (ended.size > 0) throw endedError();
}
