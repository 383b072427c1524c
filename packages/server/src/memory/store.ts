import { type Output, type ParsedInput, plans } from '@knowmind/sdk';
import { createBreather } from '../breather.ts';
import type { Sharing } from '../change.ts';
import type { CallContext, Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { linkMemory } from '../graph/index.ts';
import { assertNoSecrets } from '../no-secrets.ts';
import { assertPlan } from '../plan.ts';
import type { Tsvector } from '../text/index.ts';
import { countMemories, findByContent, lockCount, type MemoryRow, toMemory } from './queries.ts';
import { addMemory, analyseDraft, cleanContent, type Draft, hashContent } from './write.ts';

type Input = ParsedInput<'storeMemory'>;
/** A checked memory, ready to be written. */
export type Ready = Draft & {
  relations: Input['relations'];
  /** Made once; a long text takes a while. */
  terms(): Promise<Tsvector>;
};

/** Stores a memory. The same content again is answered with the existing one and `unchanged: true`. */
export const storeMemory = {
  sharing: ({ title = '', content, source, relations }: Input): Sharing =>
    source || relations.length > 0 || /@|\[\[/.test(`${title}\n${content}`) ? 'locking' : 'plain',
  async prepare(ctx: CallContext, input: Input) {
    const ready = prepareMemory(ctx, input, createBreather());
    await ready.terms();
    return (tx: Context): Promise<Output<'storeMemory'>> => storeReady(tx, ready);
  },
};

/** Throws `payload_too_large` and `looks_like_secret`. */
export function prepareMemory(ctx: CallContext, input: Input, rest: () => Promise<void>): Ready {
  const content = cleanContent(input.content);
  const { title, source = null, domain = null, memory_type, relations } = input;
  assertNoSecrets({ content, title: title ?? '', tags: input.tags.join('\n'), source: source ?? '' });
  const valid_from = input.valid_from ? new Date(input.valid_from) : ctx.now;
  const tags = [...new Set(input.tags)];
  const contentHash = hashContent(content);
  const draft = { content, contentHash, title, tags, source, domain, memory_type, valid_from };
  let made: Promise<Tsvector> | undefined;
  const terms = () => {
    made ??= analyseDraft(draft, rest);
    return made;
  };
  return { ...draft, relations, terms };
}

async function storeReady(ctx: Context, ready: Ready): Promise<Output<'storeMemory'>> {
  const written = await writeMemory(ctx, ready);
  const { row, unchanged } = written;
  await linkWritten(ctx, written, ready);
  ctx.entry.target = { type: 'memory', id: row.id, name: row.title };
  if (unchanged) ctx.entry.details = { unchanged };
  return { ...toMemory(row), unchanged };
}

/** `text`: what is new to the graph; of a memory that is known already, nothing. */
export type Written = { row: MemoryRow; unchanged: boolean; text: string };

/** Stores the memory itself; its relations are left to `linkWritten`. */
export async function writeMemory(ctx: Context, { relations: _, terms, ...draft }: Ready): Promise<Written> {
  const { title, content, contentHash } = draft;
  // What is known needs no room; where room is not limited, the insert alone tells whether it is known.
  const limited = plans[ctx.workspace.plan].memories !== null;
  const existing = limited ? await findByContent(ctx.tx, ctx.workspace.id, contentHash) : undefined;
  if (existing) return { row: existing, unchanged: true, text: '' };
  await assertRoom(ctx);
  const row = await addMemory(ctx, draft, await terms());
  if (row) return { row, unchanged: false, text: `${title ?? ''}\n${content}` };
  return { row: await getByContent(ctx, contentHash), unchanged: true, text: '' };
}

/** The text may be known already; relations given with it may still be new. */
export async function linkWritten(
  ctx: Context,
  { row, text }: Written,
  { relations }: Pick<Ready, 'relations'>,
): Promise<void> {
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
