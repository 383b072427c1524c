import type { PlanName } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import { appendEntry, insertHead, toEntry } from '../audit/index.ts';
import type { Workspace } from '../context.ts';
import { setSight } from '../db/tenant.ts';
import type { Tx } from '../db/types.ts';

export type NewWorkspace = { name: string; plan: PlanName; owner: { id: string; email: string }; now: Date };

/** Makes a workspace with its owner and an empty audit chain; the transaction sees it afterwards. */
export async function createWorkspace(tx: Tx, { name, plan, owner, now }: NewWorkspace): Promise<Workspace> {
  const id = uuid();
  await tx.insertInto('workspace').values({ id, name, plan, created_at: now }).execute();
  await setSight(tx, { workspaceId: id });
  await insertHead(tx, id);
  await tx
    .insertInto('member')
    .values({ workspace_id: id, person_id: owner.id, role: 'owner', joined_at: now })
    .execute();
  const draft = {
    action: 'workspace.created',
    target: { type: 'workspace', id, name },
    details: { plan, owner: owner.email },
  };
  await appendEntry(tx, id, toEntry({ draft, at: now, actor: null }));
  return { id, name, plan };
}
