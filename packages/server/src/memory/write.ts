import { hash } from 'node:crypto';
import { memoryLimits } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { analyseText, normaliseContent, type Tsvector } from '../text/index.ts';
import { lockSource, refreshNeighbours } from './neighbour/queries.ts';
import { insertMemories, type MemoryRow } from './queries.ts';

const titleLength = 80;

/** The text as it is kept. Throws `payload_too_large`. */
export function cleanContent(text: string): string {
  const content = normaliseContent(text);
  assertSize(content);
  return content;
}

export function hashContent(content: string): Buffer {
  return hash('sha256', content, 'buffer');
}

export type Draft = Pick<
  MemoryRow,
  'content' | 'memory_type' | 'tags' | 'source' | 'domain' | 'valid_from'
> & {
  /** Undefined: the first line of the content. */
  title: string | undefined;
  contentHash: Buffer;
};

/** The words of a memory. Takes a quarter of a second for a long one, with rests: best before a transaction opens. */
export function analyseDraft({ title, tags, content, valid_from }: Draft, rest: () => Promise<void>) {
  // A title made from the first line says nothing new: indexed, it would count those words twice.
  return analyseText({ title: title ?? '', tags, body: content, date: valid_from }, rest);
}

/** Stores the memory and lends its words to its neighbours; undefined when one with its content is true now. */
export async function addMemory(
  ctx: Context,
  { contentHash, ...draft }: Draft,
  terms: Tsvector,
): Promise<MemoryRow | undefined> {
  const { content, source, valid_from } = draft;
  if (source) await lockSource(ctx.tx, ctx.workspace.id, source);
  const memory = {
    ...draft,
    workspace_id: ctx.workspace.id,
    id: uuid(),
    title: draft.title ?? firstLine(content),
    content_hash: contentHash,
    valid_to: null,
    created_at: ctx.now,
    updated_at: ctx.now,
    terms: terms.literal,
    length: terms.length,
  };
  const [row] = await insertMemories(ctx.tx, [memory]);
  if (row) ctx.afterCommit.push(() => ctx.services.embedding?.poke(ctx.workspace.id, { fresh: true }));
  if (row && source)
    await refreshNeighbours(ctx.tx, ctx.workspace.id, { source, validFrom: valid_from, id: row.id });
  return row;
}

export function firstLine(content: string): string {
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
