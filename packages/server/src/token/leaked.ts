import type { ParsedInput } from '@knowmind/sdk';
import { appendEntry, toEntry } from '../audit/index.ts';
import type { CallContext } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import type { Tx } from '../db/types.ts';
import { assertWithinLimit } from '../limiter/index.ts';
import { notifyOwners } from './notify.ts';
import { endSecret, type FoundToken, findTokenByHash, revoke } from './queries.ts';
import { hashSecret, isWellFormed } from './secret.ts';

const form = /kmt_[A-Za-z0-9_-]{48}/g;
const alarmSeconds = 24 * 3600;

/** Whoever finds a token somewhere public may end it. The answer never says whether the text held one. */
export async function revokeLeakedToken(ctx: CallContext, input: ParsedInput<'revokeLeakedToken'>) {
  const { services, caller } = ctx;
  const limit = { key: `leaked:${caller.ip}`, limit: 30, windowSeconds: 60, what: 'reports' };
  await assertWithinLimit(services.limiter, limit);
  for (const secret of new Set(input.token.match(form)?.filter(isWellFormed)))
    services.background(() => endLeaked(ctx, hashSecret(secret)));
  return { ok: true } as const;
}

/** What a report does: to the whole token, or, where a rotation has replaced the secret, to that alone. */
async function endLeaked(ctx: CallContext, hash: Buffer): Promise<void> {
  const { services } = ctx;
  const found = await findTokenByHash(services.db, hash);
  if (!found || found.revokedAt) return;
  const changed = await inWorkspace(services.db, found.workspace.id, (tx) =>
    endOne(ctx, tx, { found, hash }),
  );
  services.tokens.forgetWorkspace(found.workspace.id);
  if (!changed) return;
  const kind = found.replacedAt ? 'leaked-old' : 'leaked';
  await notifyOwners(services, found.workspace.id, { kind, tokenName: found.name, prefix: found.prefix });
}

/** False when an earlier report has done it: one entry and one mail are enough. */
async function endOne(
  { services, caller, now }: CallContext,
  tx: Tx,
  { found, hash }: { found: FoundToken; hash: Buffer },
): Promise<boolean> {
  const { workspace, id, name, prefix } = found;
  const secretEnded = found.replacedAt !== null && (await endSecret(tx, workspace.id, hash, now));
  const changed = found.replacedAt
    ? secretEnded || (await services.limiter.count(`leaked-old:${id}`, alarmSeconds)).calls === 1
    : await revoke(tx, workspace.id, id, now);
  if (!changed) return false;
  const reason = 'reported as leaked';
  const draft = found.replacedAt
    ? { action: 'token.leak_reported', details: { reason, prefix, secretEnded } }
    : { action: 'token.revoked', details: { reason, prefix } };
  const target = { type: 'token', id, name };
  await appendEntry(
    tx,
    workspace.id,
    toEntry({ draft: { ...draft, target }, at: now, actor: null, origin: caller }),
  );
  return true;
}
