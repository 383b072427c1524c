import type { Placed } from '../archive.ts';
import { createBreather } from '../breather.ts';
import type { CallContext, Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { assertNoSecrets } from '../no-secrets.ts';
import { toTsvector } from '../text/index.ts';
import { lockSource, refreshNeighbours } from './neighbour/queries.ts';
import { insertMemories, type MemoryRow, type NewMemory, selectByIds, toMemory } from './queries.ts';
import { assertRoom } from './store.ts';
import { cleanContent, firstLine, hashContent } from './write.ts';

/** A memory of an archive, checked and analysed, ready to be written. */
export type RestorableMemory = NewMemory;

/** Checks and analyses memories of an archive before any transaction is open, a few milliseconds at a time. */
export async function prepareMemories(
  { caller }: CallContext,
  placed: Placed<'memory'>[],
): Promise<RestorableMemory[]> {
  const breathe = createBreather();
  const ready: RestorableMemory[] = [];
  for (const { record, path } of placed) {
    ready.push(toNewMemory({ ...toMemoryRow(record, path), workspace_id: caller.workspace?.id ?? '' }));
    await breathe();
  }
  return ready;
}

/**
 * Stores memories of an archive as they were: ids, times and ends are kept, and no relation is made of their texts, for
 * the archive has those. Returns how many are new; one that is here already changes nothing. Throws `conflict`
 * where another memory has the id or says the same now.
 */
export async function restoreMemories(ctx: Context, memories: RestorableMemory[]): Promise<number> {
  const open = memories.filter(({ valid_to }) => valid_to === null).length;
  if (open > 0) await assertRoom(ctx, 0);
  const sources = new Set(memories.flatMap(({ source }) => source ?? []));
  for (const source of [...sources].sort()) await lockSource(ctx.tx, ctx.workspace.id, source);
  const ids = memories.map(({ id }) => id);
  const known = new Map((await selectByIds(ctx.tx, ctx.workspace.id, ids)).map((row) => [row.id, row]));
  const missing = new Map<string, NewMemory>();
  for (const memory of memories) {
    const there = known.get(memory.id) ?? missing.get(memory.id);
    if (there && !isSame(there, memory)) throw differs(memory.id);
    if (!there) missing.set(memory.id, memory);
  }
  const rows = [...missing.values()];
  await assertRoom(ctx, rows.filter(({ valid_to }) => valid_to === null).length);
  await insert(ctx, rows);
  if (rows.length > 0) ctx.afterCommit.push(() => ctx.services.embedding?.poke(ctx.workspace.id));
  return rows.length;
}

function toMemoryRow(record: Placed<'memory'>['record'], path: string): Omit<MemoryRow, 'workspace_id'> {
  const { kind: _, ...memory } = record;
  const content = cleanContent(memory.content);
  assertNoSecrets({
    [`${path}.content`]: content,
    [`${path}.title`]: memory.title,
    [`${path}.tags`]: memory.tags.join('\n'),
    [`${path}.source`]: memory.source ?? '',
  });
  return {
    ...memory,
    content,
    tags: [...new Set(memory.tags)],
    valid_from: new Date(memory.valid_from),
    valid_to: memory.valid_to === null ? null : new Date(memory.valid_to),
    created_at: new Date(memory.created_at),
    updated_at: new Date(memory.updated_at),
  };
}

async function insert({ tx, workspace }: Context, memories: NewMemory[]): Promise<void> {
  const stored = new Set((await insertMemories(tx, memories)).map(({ id }) => id));
  const refused = memories.find(({ id }) => !stored.has(id));
  if (refused) throw saidAlready(refused.id);
  for (const { source, valid_from: validFrom, id } of memories)
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
