import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { AppError, notFound } from '../errors.ts';
import { assertMayGrant } from '../grant.ts';
import { findToken, insertSecret, replaceSecrets } from './queries.ts';
import { assertWithinOwnBounds } from './rules.ts';
import { createSecret, hashSecret, toPrefix } from './secret.ts';
import { stateOf, toToken } from './shape.ts';

const secondsPerDay = 86_400;

/** Gives a token a new secret. The old one works until `graceDays` after the first use of the new one. */
export async function rotateToken(
  ctx: Context,
  input: ParsedInput<'rotateToken'>,
): Promise<Output<'rotateToken'>> {
  const before = await findToken(ctx.tx, ctx.workspace.id, input.id, true);
  if (!before) throw notFound('API token');
  const state = stateOf(before, ctx.now);
  if (state === 'revoked' || state === 'expired') {
    throw new AppError('conflict', `This token is ${state} and cannot be rotated. Create a new one.`);
  }
  assertMayGrant(ctx, before.scopes);
  assertWithinOwnBounds(ctx, { expiresAt: before.expires_at, networks: before.networks });
  const secret = createSecret();
  const prefix = toPrefix(secret);
  await replaceSecrets(
    ctx.tx,
    ctx.workspace.id,
    before.id,
    ctx.now,
    Math.round(input.graceDays * secondsPerDay),
  );
  await insertSecret(ctx.tx, ctx.workspace.id, before.id, {
    hash: hashSecret(secret),
    prefix,
    createdAt: ctx.now,
  });
  await ctx.tx
    .updateTable('api_token')
    .set({ prefix, rotated_at: ctx.now })
    .where('workspace_id', '=', ctx.workspace.id)
    .where('id', '=', before.id)
    .execute();
  ctx.entry.target = { type: 'token', id: before.id, name: before.name };
  ctx.entry.details = { from: before.prefix, to: prefix, graceDays: input.graceDays };
  ctx.afterCommit.push(() => ctx.services.tokens.forgetWorkspace(ctx.workspace.id));
  return { ...toToken({ ...before, prefix, rotated_at: ctx.now }, ctx.now), token: secret };
}
