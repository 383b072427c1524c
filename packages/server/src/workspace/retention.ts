import { plans } from '@knowmind/sdk';
import { appendEntry, prune, toEntry } from '../audit/index.ts';
import type { Services } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import { deleteEnded, deleteEndedGlobally, selectWorkspaces } from './queries.ts';

const day = 86_400_000;

/** Removes audit entries that the plan no longer keeps, ended sessions and links, and answers kept for repeats. */
export async function applyRetention(services: Services): Promise<void> {
  const now = services.now();
  for (const { id, plan } of await selectWorkspaces(services.db)) {
    const days = plans[plan].auditDays;
    await inWorkspace(services.db, id, async (tx) => {
      await deleteEnded(tx, id, now);
      const pruned = await prune(tx, id, new Date(now.getTime() - days * day));
      if (pruned === 0) return;
      const draft = { action: 'audit.pruned', details: { entries: pruned, olderThanDays: days } };
      await appendEntry(tx, id, toEntry({ draft, at: now, actor: null }));
    });
  }
  await deleteEndedGlobally(services.db, now);
}
