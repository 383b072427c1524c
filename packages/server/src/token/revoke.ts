import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import { findToken, revoke } from './queries.ts';
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
  if (!(await revoke(ctx.tx, ctx.workspace.id, before.id, ctx.now))) {
    ctx.entry.details = { prefix: before.prefix, unchanged: true };
    return toToken(before, ctx.now);
  }
  ctx.afterCommit.push(() => ctx.services.tokens.forgetWorkspace(ctx.workspace.id));
  return toToken({ ...before, revoked_at: ctx.now }, ctx.now);
}
