import type { Output, ParsedInput } from '@knowmind/sdk';
import { createBreather } from '../breather.ts';
import type { CallContext, Context } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import { AppError, notFound } from '../errors.ts';
import { linkMemory } from '../graph/index.ts';
import { assertNoSecrets } from '../no-secrets.ts';
import type { Tsvector } from '../text/index.ts';
import { lockSource } from './neighbour/queries.ts';
import { findByContent, findMemory, type MemoryRow, toMemory } from './queries.ts';
import {
  closeMemory,
  findSuccessor,
  insertSuccession,
  lockMemory,
  selectHistory,
} from './succession/queries.ts';
import { addMemory, analyseDraft, cleanContent, type Draft, firstLine, hashContent } from './write.ts';

type Input = ParsedInput<'supersedeMemory'>;

/** The new state of a fact, made from the old one, whose words do not change any more. */
type Successor = { draft: Draft; terms: Tsvector };

/**
 * Updates a fact: the old memory ends now, the new one begins, an edge with the reason leads from new to
 * old. Throws `conflict` with the memory that took the old one's place already.
 */
export const supersedeMemory = {
  async prepare(ctx: CallContext, input: Input) {
    const successor = await prepareSuccessor(ctx, input);
    return (tx: Context): Promise<Output<'supersedeMemory'>> => supersede(tx, input, successor);
  },
};

async function prepareSuccessor(ctx: CallContext, input: Input): Promise<Successor> {
  const content = cleanContent(input.content);
  assertNoSecrets({ content, title: input.title ?? '', reason: input.reason ?? '' });
  const workspaceId = ctx.caller.workspace?.id ?? '';
  const old = await inWorkspace(ctx.services.db, workspaceId, (tx) => findMemory(tx, workspaceId, input.id));
  if (!old) throw notFound('memory');
  const { memory_type, tags, source, domain } = old;
  const title = input.title ?? (old.title === firstLine(old.content) ? undefined : old.title);
  const contentHash = hashContent(content);
  const draft = { content, contentHash, title, memory_type, tags, source, domain, valid_from: ctx.now };
  return { draft, terms: await analyseDraft(draft, createBreather()) };
}

async function supersede(
  ctx: Context,
  input: Input,
  { draft, terms }: Successor,
): Promise<Output<'supersedeMemory'>> {
  const { tx, workspace, now } = ctx;
  const { content, title } = draft;
  const old = await lockToChange(ctx, input.id);
  ctx.entry.target = { type: 'memory', id: old.id, name: old.title };
  await assertCurrent(ctx, old);
  if (content === old.content && (input.title === undefined || input.title === old.title)) {
    ctx.entry.details = { unchanged: true };
    return { ...toMemory(old), unchanged: true, supersedes: null };
  }
  const known = await findByContent(tx, workspace.id, draft.contentHash);
  if (known && known.id !== old.id) throw alreadyStored(known);
  await closeMemory(tx, workspace.id, { id: old.id, at: now });
  const row = await addMemory(ctx, draft, terms);
  if (!row) throw new AppError('conflict', 'The same content was stored at this moment. Try again.');
  const reason = input.reason ?? null;
  await insertSuccession(tx, workspace.id, { from: row.id, to: old.id, reason, at: now });
  await linkMemory(ctx, { id: row.id, text: `${title ?? ''}\n${content}` });
  ctx.entry.details = { by: row.id };
  return { ...toMemory(row), unchanged: false, supersedes: old.id };
}

/** The memory, with its source locked first: whoever stores beside it takes the two in the same order. */
export async function lockToChange(ctx: Context, id: string): Promise<MemoryRow> {
  const seen = await findMemory(ctx.tx, ctx.workspace.id, id);
  if (seen?.source) await lockSource(ctx.tx, ctx.workspace.id, seen.source);
  const row = await lockMemory(ctx.tx, ctx.workspace.id, id);
  if (!row) throw notFound('memory');
  return row;
}

async function assertCurrent(ctx: Context, old: MemoryRow): Promise<void> {
  if (old.valid_to === null) return;
  const currentId = await findSuccessor(ctx.tx, ctx.workspace.id, old.id);
  const ended = old.valid_to.toISOString();
  const message = currentId
    ? `This memory was superseded on ${ended} by ${currentId}. Update that one.`
    : `This memory ended on ${ended}. Store a new one.`;
  throw new AppError('conflict', message, currentId ? { currentId } : {});
}

function alreadyStored({ id }: MemoryRow): AppError {
  return new AppError('conflict', `Another memory, ${id}, says exactly this already.`, { currentId: id });
}

/** Every state of a fact, oldest first. */
export async function getHistory(
  ctx: Context,
  input: ParsedInput<'getHistory'>,
): Promise<Output<'getHistory'>> {
  const rows = await selectHistory(ctx.tx, ctx.workspace.id, input.id);
  const asked = rows.find(({ id }) => id === input.id);
  if (!asked) throw notFound('memory');
  ctx.entry.target = { type: 'memory', id: asked.id, name: asked.title };
  return { items: rows.map((row) => ({ ...toMemory(row), reason: row.reason })) };
}
