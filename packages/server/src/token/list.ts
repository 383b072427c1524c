import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { fromCursor, timePlace, toCursor } from '../cursor.ts';
import { notFound } from '../errors.ts';
import { findToken, previousSecretEnd, selectTokens } from './queries.ts';
import { toToken } from './shape.ts';

export async function listTokens(
  ctx: Context,
  input: ParsedInput<'listTokens'>,
): Promise<Output<'listTokens'>> {
  const before = input.cursor === undefined ? undefined : fromCursor(input.cursor, timePlace);
  const rows = await selectTokens(ctx.tx, ctx.workspace.id, {
    limit: input.limit + 1,
    state: input.state,
    now: ctx.now,
    ...(before ? { before } : {}),
  });
  const page = rows.slice(0, input.limit);
  const ends = await previousSecretEnd(
    ctx.tx,
    ctx.workspace.id,
    page.map((row) => row.id),
  );
  const last = page.at(-1);
  return {
    items: page.map((row) => toToken(row, ctx.now, ends.get(row.id) ?? null)),
    nextCursor: rows.length > input.limit && last ? toCursor([last.created_at.toISOString(), last.id]) : null,
  };
}

export async function getToken(ctx: Context, input: ParsedInput<'getToken'>): Promise<Output<'getToken'>> {
  const row = await findToken(ctx.tx, ctx.workspace.id, input.id);
  if (!row) throw notFound('API token');
  const ends = await previousSecretEnd(ctx.tx, ctx.workspace.id, [row.id]);
  ctx.entry.target = { type: 'token', id: row.id, name: row.name };
  return toToken(row, ctx.now, ends.get(row.id) ?? null);
}
