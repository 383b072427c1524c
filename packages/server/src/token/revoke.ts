import type { Output, ParsedInput } from '@knowmind/sdk';
import { appendEntry, toEntry } from '../audit/index.ts';
import type { CallContext, Context } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import { notFound } from '../errors.ts';
import { assertWithinLimit } from '../limiter/index.ts';
import { notifyOwners } from './notify.ts';
import { findToken, findTokenByHash } from './queries.ts';
import { hashSecret, isWellFormed } from './secret.ts';
import { toToken } from './shape.ts';

/** Revokes a token, at once and for good. Revoking it again changes nothing. */
export async function revokeToken(
  ctx: Context,
  input: ParsedInput<'revokeToken'>,
): Promise<Output<'revokeToken'>> {
  const before = await findToken(ctx.tx, ctx.workspace.id, input.id, true);
  if (!before) throw notFound('API token');
  ctx.entry.target = { type: 'token', id: before.id, name: before.name };
  ctx.entry.details = { prefix: before.prefix };
  if (before.revoked_at) return toToken(before, ctx.now);
  await ctx.tx
    .updateTable('api_token')
    .set({ revoked_at: ctx.now })
    .where('workspace_id', '=', ctx.workspace.id)
    .where('id', '=', before.id)
    .execute();
  ctx.afterCommit.push(() => ctx.services.tokens.forgetWorkspace(ctx.workspace.id));
  return toToken({ ...before, revoked_at: ctx.now }, ctx.now);
}

/** Whoever finds a token somewhere public may end it. The answer never says whether it was one. */
export async function revokeLeakedToken(ctx: CallContext, input: ParsedInput<'revokeLeakedToken'>) {
  const { services, caller, now } = ctx;
  const limit = { key: `leaked:${caller.ip}`, limit: 30, windowSeconds: 60, what: 'reports' };
  await assertWithinLimit(services.limiter, limit);
  const secret = input.token.trim();
  if (isWellFormed(secret)) services.background(() => revokeFound(ctx, secret, now));
  return { ok: true } as const;
}

async function revokeFound({ services, caller }: CallContext, secret: string, now: Date): Promise<void> {
  const found = await findTokenByHash(services.db, hashSecret(secret));
  if (!found || found.revokedAt) return;
  const { workspace } = found;
  await inWorkspace(services.db, workspace.id, async (tx) => {
    await tx
      .updateTable('api_token')
      .set({ revoked_at: now })
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', found.id)
      .where('revoked_at', 'is', null)
      .execute();
    const target = { type: 'token', id: found.id, name: found.name };
    const draft = {
      action: 'token.revoked',
      target,
      details: { reason: 'reported as leaked', prefix: found.prefix },
    };
    await appendEntry(tx, workspace.id, toEntry({ draft, at: now, actor: null, origin: caller }));
  });
  services.tokens.forgetWorkspace(workspace.id);
  await notifyOwners(services, workspace.id, { kind: 'leaked', tokenName: found.name, prefix: found.prefix });
}
