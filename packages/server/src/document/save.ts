import type { Output } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import type { Context } from '../context.ts';
import { saveVectors } from '../embedding/index.ts';
import { AppError, notFound } from '../errors.ts';
import { linkMemory, relinkText } from '../graph/index.ts';
import { insertChunks, noteChunks, type Written } from './chunk/index.ts';
import type { Prepared } from './prepare.ts';
import {
  type DocumentRow,
  findByTitle,
  insertDocument,
  isSame,
  lockDocument,
  lockTitle,
  toDocument,
  updateDocument,
} from './queries.ts';

type Saved = Output<'uploadDocument'>;

/** Writes a prepared document in the call's transaction: all of it, or nothing. */
export async function saveDocument(ctx: Context, prepared: Prepared): Promise<Saved> {
  const { tx, workspace } = ctx;
  await lockTitle(tx, workspace.id, prepared.title);
  const old = await lockReplaced(ctx, prepared);
  if (old && isSame(old, prepared)) return unchanged(ctx, old, prepared);
  const { title, content, source } = prepared;
  const chunks = await prepared.chunks();
  const place = { id: old?.id ?? uuid(), source: source === undefined ? (old?.source ?? null) : source };
  const draft = toNew(ctx, { ...place, count: chunks.length }, prepared);
  const row = await (old ? updateDocument : insertDocument)(tx, workspace.id, draft);
  const written = await insertChunks(tx, workspace.id, { document: row, chunks });
  const own = prepared.vectorModel ? await keepVectors(ctx, prepared.vectorModel, written) : 0;
  const text = { id: row.id, text: `${title}\n${content}`, relations: prepared.relations };
  await (old ? relinkText(ctx, text) : linkMemory(ctx, text));
  ctx.entry.action = old ? 'document.replaced' : 'document.uploaded';
  ctx.entry.target = { type: 'document', id: row.id, name: row.title };
  ctx.entry.details = { chunks: row.chunks };
  ctx.afterCommit.push(() => ctx.services.embedding?.poke(workspace.id, { fresh: true }));
  noteChunks(ctx, chunks.length);
  return {
    ...toDocument(row),
    unchanged: false,
    replaced: old !== undefined,
    embeddingProvider: providerOf(ctx, own),
  };
}

/** What the upload takes the place of. Throws `conflict` where its title belongs to another document. */
async function lockReplaced(
  { tx, workspace }: Context,
  { title, replaces, keepsTitle }: Prepared,
): Promise<DocumentRow | undefined> {
  const titled = await findByTitle(tx, workspace.id, title);
  if (!replaces) return titled && lockDocument(tx, workspace.id, titled.id);
  const old = await lockDocument(tx, workspace.id, replaces);
  if (!old) throw notFound('document');
  if (keepsTitle && old.title !== title)
    throw new AppError('conflict', `The document was renamed at this moment, to "${old.title}". Try again.`, {
      currentId: old.id,
    });
  if (titled && titled.id !== old.id)
    throw new AppError(
      'conflict',
      `Another document, ${titled.id}, has this title. Choose another, or replace that one.`,
      {
        currentId: titled.id,
      },
    );
  return old;
}

/** The content is known already; relations given with it may still be new. */
async function unchanged(ctx: Context, row: DocumentRow, { relations }: Prepared): Promise<Saved> {
  await linkMemory(ctx, { id: row.id, text: '', relations });
  ctx.entry.target = { type: 'document', id: row.id, name: row.title };
  ctx.entry.details = { unchanged: true };
  return { ...toDocument(row), unchanged: true, replaced: false, embeddingProvider: providerOf(ctx, 0) };
}

type Place = { id: string; source: string | null; count: number };

function toNew(ctx: Context, { id, source, count }: Place, prepared: Prepared) {
  const { title, content, contentHash, mediaType } = prepared;
  return {
    id,
    title,
    content,
    content_hash: contentHash,
    media_type: mediaType,
    source,
    bytes: Buffer.byteLength(content),
    chunks: count,
    at: ctx.now,
  };
}

const batchSize = 200;

/** Keeps the vectors that the client sent as they are; returns how many. */
async function keepVectors({ tx, workspace }: Context, model: string, written: Written[]): Promise<number> {
  const items = written.flatMap(({ id, embedding }) => (embedding ? [{ id, vector: embedding }] : []));
  const dimensions = items[0]?.vector.length ?? 0;
  for (let from = 0; from < items.length; from += batchSize)
    await saveVectors(tx, workspace.id, { model, dimensions, items: items.slice(from, from + batchSize) });
  return items.length;
}

function providerOf({ services }: Context, own: number): Saved['embeddingProvider'] {
  if (own > 0) return 'client';
  return (services.vectors && services.models.embedder?.provider) || 'none';
}
