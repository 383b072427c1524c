import { type Output, type ParsedInput, plans } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { linkMemory } from '../graph/index.ts';
import { assertNoSecrets } from '../no-secrets.ts';
import { assertPlan } from '../plan.ts';
import { countMemories, findByContent, lockCount, type MemoryRow, toMemory } from './queries.ts';
import { addMemory, cleanContent, hashContent } from './write.ts';

type Input = ParsedInput<'storeMemory'>;

/** Stores a memory. The same content again is answered with the existing one and `unchanged: true`. */
export async function storeMemory(ctx: Context, input: Input): Promise<Output<'storeMemory'>> {
  const written = await writeMemory(ctx, input);
  const { row, unchanged } = written;
  await linkWritten(ctx, written, input);
  ctx.entry.target = { type: 'memory', id: row.id, name: row.title };
  if (unchanged) ctx.entry.details = { unchanged };
  return { ...toMemory(row), unchanged };
}

/** `text`: what is new to the graph; of a memory that is known already, nothing. */
export type Written = { row: MemoryRow; unchanged: boolean; text: string };

/** Stores the memory itself; its relations are left to `linkWritten`. */
export async function writeMemory(ctx: Context, input: Input): Promise<Written> {
  const content = cleanContent(input.content);
  const { title, source = null, domain = null, memory_type } = input;
  assertNoSecrets({ content, title: title ?? '', tags: input.tags.join('\n'), source: source ?? '' });
  const existing = await findByContent(ctx.tx, ctx.workspace.id, hashContent(content));
  if (existing) return { row: existing, unchanged: true, text: '' };
  await assertRoom(ctx);
  const valid_from = input.valid_from ? new Date(input.valid_from) : ctx.now;
  const tags = [...new Set(input.tags)];
  const row = await addMemory(ctx, { content, title, tags, source, domain, memory_type, valid_from });
  // Another caller may have stored the same content since the look above.
  if (row) return { row, unchanged: false, text: `${title ?? ''}\n${content}` };
  return { row: await getByContent(ctx, hashContent(content)), unchanged: true, text: '' };
}

/** The text may be known already; relations given with it may still be new. */
export async function linkWritten(ctx: Context, { row, text }: Written, { relations }: Input): Promise<void> {
  await linkMemory(ctx, { id: row.id, text, relations });
}

async function getByContent(ctx: Context, contentHash: Buffer) {
  const row = await findByContent(ctx.tx, ctx.workspace.id, contentHash);
  if (!row) throw new AppError('conflict', 'The same memory was changed at this moment. Try again.');
  return row;
}

/** Throws `plan_required` unless the plan has room for so many memories more. */
export async function assertRoom(ctx: Context, more = 1): Promise<void> {
  if (plans[ctx.workspace.plan].memories === null) return;
  await lockCount(ctx.tx, ctx.workspace.id);
  const count = await countMemories(ctx.tx, ctx.workspace.id);
  assertPlan(
    ctx.workspace.plan,
    (plan) => (plans[plan].memories ?? Number.POSITIVE_INFINITY) >= count + more,
    `more than ${plans[ctx.workspace.plan].memories} memories`,
  );
}
