import { appendEntry, toEntry } from '../audit/index.ts';
import type { Services } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import { notifyOwners } from './notify.ts';

const day = 86_400_000;

/** Records tokens that have expired, and gives notice 7 days and 1 day ahead. Run often; each is done once. */
export async function watchExpiry(services: Services): Promise<void> {
  const workspaces = await services.db.selectFrom('workspace').select('id').execute();
  for (const { id } of workspaces) await watchWorkspace(services, id);
}

async function watchWorkspace(services: Services, workspaceId: string): Promise<void> {
  const now = services.now();
  const due = await inWorkspace(services.db, workspaceId, (tx) =>
    tx
      .selectFrom('api_token')
      .select(['id', 'name', 'prefix', 'expires_at', 'expiry_notice'])
      .where('workspace_id', '=', workspaceId)
      .where('revoked_at', 'is', null)
      .where('expiry_recorded', '=', false)
      .where('expires_at', '<', new Date(now.getTime() + 7 * day))
      .execute(),
  );
  for (const token of due) {
    const left = (token.expires_at?.getTime() ?? 0) - now.getTime();
    if (left <= 0) await recordExpiry(services, workspaceId, token, now);
    else await giveNotice(services, workspaceId, token, { stage: left <= day ? 1 : 7, left });
  }
}

type Due = {
  id: string;
  name: string;
  prefix: string;
  expires_at: Date | null;
  expiry_notice: number | null;
};

async function recordExpiry(services: Services, workspaceId: string, token: Due, now: Date): Promise<void> {
  await inWorkspace(services.db, workspaceId, async (tx) => {
    const claimed = await tx
      .updateTable('api_token')
      .set({ expiry_recorded: true })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', token.id)
      .where('expiry_recorded', '=', false)
      .executeTakeFirst();
    if (claimed.numUpdatedRows === 0n) return;
    const draft = { action: 'token.expired', target: { type: 'token', id: token.id, name: token.name } };
    await appendEntry(tx, workspaceId, toEntry({ draft, at: now, actor: null }));
  });
}

type Notice = { stage: 1 | 7; left: number };

/**
 * The claim comes before the mail: two servers may run this at once, and one notice is enough. When the
 * mail server takes nothing, the claim is given back and the next run tries again.
 */
async function giveNotice(services: Services, workspaceId: string, token: Due, notice: Notice) {
  const { stage, left } = notice;
  if (!(await moveNotice(services, workspaceId, token.id, { stage }))) return;
  const sent = await notifyOwners(services, workspaceId, {
    kind: 'expiring',
    tokenName: token.name,
    prefix: token.prefix,
    days: Math.ceil(left / day),
    expiresAt: token.expires_at?.toISOString() ?? '',
  });
  if (!sent) await moveNotice(services, workspaceId, token.id, { stage: token.expiry_notice, from: stage });
}

/** Sets which notice was given last, if it is still the one before it; false when another server was first. */
async function moveNotice(
  services: Services,
  workspaceId: string,
  tokenId: string,
  { stage, from }: { stage: number | null; from?: number },
): Promise<boolean> {
  const moved = await inWorkspace(services.db, workspaceId, (tx) =>
    tx
      .updateTable('api_token')
      .set({ expiry_notice: stage })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', tokenId)
      .where((eb) =>
        from === undefined
          ? eb.or([eb('expiry_notice', 'is', null), eb('expiry_notice', '>', stage)])
          : eb('expiry_notice', '=', from),
      )
      .executeTakeFirst(),
  );
  return moved.numUpdatedRows > 0n;
}
