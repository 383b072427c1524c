import type { Output, ParsedInput } from '@knowmind/sdk';
import { countCallsByScope } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import { findToken } from './queries.ts';

const days = 30;

/** What narrowing a token to the given scopes, or revoking it, would have refused in the last 30 days. */
export async function getTokenImpact(
  ctx: Context,
  input: ParsedInput<'getTokenImpact'>,
): Promise<Output<'getTokenImpact'>> {
  const token = await findToken(ctx.tx, ctx.workspace.id, input.id);
  if (!token) throw notFound('API token');
  const since = new Date(ctx.now.getTime() - days * 86_400_000);
  const rows = await countCallsByScope(ctx.tx, ctx.workspace.id, token.id, since);
  const count = (scope: string | null) => rows.find((row) => row.scope === scope)?.calls ?? 0;
  const byScope = { read: count('read'), write: count('write'), admin: count('admin') };
  const calls = rows.reduce((sum, row) => sum + row.calls, 0);
  const kept = new Set((input.scopes ?? '').split(','));
  const narrowed = (['read', 'write', 'admin'] as const).filter((scope) => !kept.has(scope));
  const refused =
    input.scopes === undefined ? calls : narrowed.reduce((sum, scope) => sum + byScope[scope], 0);
  const lastCallAt = rows.reduce<Date | null>(
    (last, row) => (!last || row.last_at > last ? row.last_at : last),
    null,
  );
  ctx.entry.target = { type: 'token', id: token.id, name: token.name };
  return { days, calls, refused, byScope, lastCallAt: lastCallAt?.toISOString() ?? null };
}
