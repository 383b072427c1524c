import { type PlanName, plans } from '@knowmind/sdk';
import { appendEntry, prune, toEntry } from '../audit/index.ts';
import type { Services } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import { deleteEnded, deleteEndedGlobally, selectWorkspaces } from './queries.ts';

const day = 86_400_000;

/** Removes audit entries that the plan no longer keeps, ended sessions and links, and answers kept for repeats. */
export async function applyRetention(services: Services): Promise<void> {
  for (const workspace of await selectWorkspaces(services.db)) await retainWorkspace(services, workspace);
  await deleteEndedGlobally(services.db, services.now());
}

/** Two transactions: a call locks its own rows and then the chain, and one that did both would meet it half-way. */
export async function retainWorkspace(
  { db, now: clock }: Services,
  { id, plan }: { id: string; plan: PlanName },
): Promise<void> {
  const now = clock();
  const days = plans[plan].auditDays;
  await inWorkspace(db, id, (tx) => deleteEnded(tx, id, now));
  await inWorkspace(db, id, async (tx) => {
    const pruned = await prune(tx, id, new Date(now.getTime() - days * day));
    if (pruned === 0) return;
    const draft = { action: 'audit.pruned', details: { entries: pruned, olderThanDays: days } };
    await appendEntry(tx, id, toEntry({ draft, at: now, actor: null }));
  });
}
