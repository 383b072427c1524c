import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { fromCursor, sequencePlace, toCursor } from '../cursor.ts';
import { selectEntries, toAuditEntry } from './queries.ts';

export async function listAudit(ctx: Context, input: ParsedInput<'listAudit'>): Promise<Output<'listAudit'>> {
  const { limit, cursor, ...filter } = input;
  const before = cursor === undefined ? undefined : fromCursor(cursor, sequencePlace)[0];
  const page = { limit: limit + 1, ...(before === undefined ? {} : { before }) };
  const rows = await selectEntries(ctx.tx, ctx.workspace.id, filter, page);
  const items = rows.slice(0, limit).map(toAuditEntry);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? toCursor([last.seq]) : null };
}
