import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { fromCursor, timePlace, toCursor } from '../cursor.ts';
import { countDocuments } from '../document/index.ts';
import { embeddingProgress } from '../embedding/index.ts';
import { notFound } from '../errors.ts';
import { graphStatistics } from '../graph/index.ts';
import { growthOf } from './growth.ts';
import { findMemory, selectMemories, statistics, toMemory } from './queries.ts';

export async function getMemory(ctx: Context, input: ParsedInput<'getMemory'>): Promise<Output<'getMemory'>> {
  const row = await findMemory(ctx.tx, ctx.workspace.id, input.id);
  if (!row) throw notFound('memory');
  ctx.entry.target = { type: 'memory', id: row.id, name: row.title };
  return toMemory(row);
}

export async function listMemories(
  ctx: Context,
  input: ParsedInput<'listMemories'>,
): Promise<Output<'listMemories'>> {
  const { limit, cursor, ...filter } = input;
  const before = cursor === undefined ? undefined : fromCursor(cursor, timePlace);
  const rows = await selectMemories(ctx.tx, ctx.workspace.id, filter, {
    limit: limit + 1,
    ...(before ? { before } : {}),
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = rows.length > limit && last ? toCursor([last.created_at.toISOString(), last.id]) : null;
  return { items: page.map(toMemory), nextCursor };
}

export async function listRecent(
  ctx: Context,
  input: ParsedInput<'listRecent'>,
): Promise<Output<'listRecent'>> {
  const rows = await selectMemories(ctx.tx, ctx.workspace.id, {}, { limit: input.k });
  return { items: rows.map(toMemory) };
}

export async function getStats(ctx: Context): Promise<Output<'getStats'>> {
  const rows = await statistics(ctx.tx, ctx.workspace.id);
  const count = (type: string) => rows.find((row) => row.memory_type === type)?.count ?? 0;
  const times = rows.flatMap((row) => [row.oldest, row.newest]).map((date) => date.getTime());
  return {
    memories: rows.reduce((sum, row) => sum + row.count, 0),
    ...(await countDocuments(ctx.tx, ctx.workspace.id)),
    ...(await graphStatistics(ctx)),
    byType: {
      semantic: count('semantic'),
      episodic: count('episodic'),
      procedural: count('procedural'),
      reference: count('reference'),
    },
    oldestAt: times.length > 0 ? new Date(Math.min(...times)).toISOString() : null,
    newestAt: times.length > 0 ? new Date(Math.max(...times)).toISOString() : null,
    growth: await growthOf(ctx),
    embedding: await embeddingProgress(ctx),
  };
}
