import { hash } from 'node:crypto';
import { memoryLimits, type Output, type ParsedInput, plans } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { assertPlan } from '../plan.ts';
import { findSecrets, normaliseContent, toTsvector } from '../text/index.ts';
import {
  countMemories,
  findByContent,
  insertMemory,
  lockCount,
  lockSource,
  refreshNeighbours,
  toMemory,
} from './queries.ts';

type Input = ParsedInput<'storeMemory'>;
const titleLength = 80;

/** Stores a memory. The same content again is answered with the existing one and `unchanged: true`. */
export async function storeMemory(ctx: Context, input: Input): Promise<Output<'storeMemory'>> {
  const content = normaliseContent(input.content.replaceAll('\u0000', '').toWellFormed());
  assertSize(content);
  assertNoSecrets({
    content,
    title: input.title ?? '',
    tags: input.tags.join('\n'),
    source: input.source ?? '',
  });
  const contentHash = hash('sha256', content, 'buffer');
  const existing = await findByContent(ctx.tx, ctx.workspace.id, contentHash);
  if (existing) return unchanged(ctx, existing);
  await assertRoom(ctx);
  const title = (input.title ?? firstLine(content)).replaceAll('\u0000', '').toWellFormed();
  const tags = [...new Set(input.tags)];
  // A title made from the first line says nothing new: indexed, it would count those words twice.
  const validFrom = input.valid_from ? new Date(input.valid_from) : ctx.now;
  const terms = toTsvector({ title: input.title ?? '', tags, body: content, date: validFrom });
  if (input.source) await lockSource(ctx.tx, ctx.workspace.id, input.source);
  const row = await insertMemory(ctx.tx, {
    workspace_id: ctx.workspace.id,
    id: uuid(),
    title,
    content,
    content_hash: contentHash,
    memory_type: input.memory_type,
    tags,
    source: input.source ?? null,
    domain: input.domain ?? null,
    valid_from: validFrom,
    valid_to: null,
    created_at: ctx.now,
    updated_at: ctx.now,
    terms: terms.literal,
    length: terms.length,
  });
  // Another caller may have stored the same content since the look above.
  if (!row) return unchanged(ctx, await getByContent(ctx, contentHash));
  if (row.source)
    await refreshNeighbours(ctx.tx, ctx.workspace.id, { source: row.source, validFrom, id: row.id });
  ctx.entry.target = { type: 'memory', id: row.id, name: row.title };
  return { ...toMemory(row), unchanged: false };
}

function unchanged(ctx: Context, row: Parameters<typeof toMemory>[0]): Output<'storeMemory'> {
  ctx.entry.target = { type: 'memory', id: row.id, name: row.title };
  ctx.entry.details = { unchanged: true };
  return { ...toMemory(row), unchanged: true };
}

async function getByContent(ctx: Context, contentHash: Buffer) {
  const row = await findByContent(ctx.tx, ctx.workspace.id, contentHash);
  if (!row) throw new AppError('conflict', 'The same memory was changed at this moment. Try again.');
  return row;
}

function firstLine(content: string): string {
  const line =
    content
      .split('\n', 1)[0]
      ?.replace(/^#+\s*/, '')
      .trim() || content;
  return line.length <= titleLength
    ? line
    : `${line
        .slice(0, titleLength - 1)
        .trimEnd()
        .toWellFormed()}…`;
}

function assertSize(content: string): void {
  if (Buffer.byteLength(content) <= memoryLimits.contentBytes) return;
  throw new AppError(
    'payload_too_large',
    'A memory holds at most 100 KB. Upload longer texts as a document.',
  );
}

function assertNoSecrets(fields: Record<string, string>): void {
  const details = Object.entries(fields).flatMap(([path, text]) =>
    findSecrets(text).map(({ kind, line, column }) => ({
      path,
      message: `${kind} at line ${line}, column ${column}`,
    })),
  );
  if (details.length === 0) return;
  const message = `This text seems to hold a secret (${details[0]?.message}). Take it out: memories are read by many.`;
  throw new AppError('looks_like_secret', message, { details });
}

async function assertRoom(ctx: Context): Promise<void> {
  if (plans[ctx.workspace.plan].memories === null) return;
  await lockCount(ctx.tx, ctx.workspace.id);
  const count = await countMemories(ctx.tx, ctx.workspace.id);
  assertPlan(
    ctx.workspace.plan,
    (plan) => (plans[plan].memories ?? Number.POSITIVE_INFINITY) > count,
    `more than ${count} memories`,
  );
}
