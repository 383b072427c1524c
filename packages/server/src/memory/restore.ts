import type { Placed } from '../archive.ts';
import type { Context } from '../context.ts';
import { AppError, invalid } from '../errors.ts';
import { assertNoSecrets } from '../no-secrets.ts';
import { toTsvector } from '../text/index.ts';
import {
  insertMemories,
  lockSource,
  type MemoryRow,
  type NewMemory,
  refreshNeighbours,
  selectByIds,
  toMemory,
} from './queries.ts';
import { assertRoom } from './store.ts';
import { cleanContent, firstLine, hashContent } from './write.ts';

/**
 * Stores memories of an archive as they were: ids, times and ends are kept, and no relation is made of their texts, for
 * the archive has those. Returns how many are new; one that is here already changes nothing. Throws `conflict`
 * where another memory has the id or says the same now.
 */
export async function restoreMemories(ctx: Context, placed: Placed<'memory'>[]): Promise<number> {
  const sources = new Set(placed.flatMap(({ record }) => record.source ?? []));
  for (const source of [...sources].sort()) await lockSource(ctx.tx, ctx.workspace.id, source);
  const ids = placed.map(({ record }) => record.id);
  const known = new Map((await selectByIds(ctx.tx, ctx.workspace.id, ids)).map((row) => [row.id, row]));
  const missing = new Map<string, MemoryRow>();
  for (const { record, path } of placed) {
    const row = toRow(ctx, record, path);
    const there = known.get(record.id) ?? missing.get(record.id);
    if (there && !isSame(there, row)) throw differs(record.id);
    if (!there) missing.set(record.id, row);
  }
  const rows = [...missing.values()];
  await assertRoom(ctx, rows.filter(({ valid_to }) => valid_to === null).length);
  await insert(ctx, rows);
  if (rows.length > 0) ctx.afterCommit.push(() => ctx.services.embedding?.poke(ctx.workspace.id));
  return rows.length;
}

function toRow(ctx: Context, record: Placed<'memory'>['record'], path: string): MemoryRow {
  const { kind: _, ...memory } = record;
  const content = cleanContent(memory.content);
  assertNoSecrets({
    [`${path}.content`]: content,
    [`${path}.title`]: memory.title,
    [`${path}.tags`]: memory.tags.join('\n'),
    [`${path}.source`]: memory.source ?? '',
  });
  const validFrom = new Date(memory.valid_from);
  const validTo = memory.valid_to === null ? null : new Date(memory.valid_to);
  if (validTo && validTo < validFrom) throw invalid(`${path}.valid_to`, 'It ends before it begins.');
  return {
    ...memory,
    workspace_id: ctx.workspace.id,
    content,
    tags: [...new Set(memory.tags)],
    valid_from: validFrom,
    valid_to: validTo,
    created_at: new Date(memory.created_at),
    updated_at: new Date(memory.updated_at),
  };
}

async function insert({ tx, workspace }: Context, rows: MemoryRow[]): Promise<void> {
  const stored = new Set((await insertMemories(tx, rows.map(toNewMemory))).map(({ id }) => id));
  const refused = rows.find(({ id }) => !stored.has(id));
  if (refused) throw saidAlready(refused.id);
  for (const { source, valid_from: validFrom, id } of rows)
    if (source) await refreshNeighbours(tx, workspace.id, { source, validFrom, id });
}

function toNewMemory(row: MemoryRow): NewMemory {
  const { title, content, tags, valid_from: date } = row;
  const own = title === firstLine(content) ? '' : title;
  const terms = toTsvector({ title: own, tags, body: content, date });
  return { ...row, content_hash: hashContent(content), terms: terms.literal, length: terms.length };
}

function isSame(there: MemoryRow, here: MemoryRow): boolean {
  return JSON.stringify(toMemory(there)) === JSON.stringify(toMemory(here));
}

function differs(id: string): AppError {
  return new AppError(
    'conflict',
    `The memory ${id} is here already, and not as the archive has it. Import into an empty workspace.`,
    { currentId: id },
  );
}

function saidAlready(id: string): AppError {
  return new AppError(
    'conflict',
    `What the memory ${id} of the archive says is true here already, under another id. Import into an empty workspace.`,
  );
}
