import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { chunkPlace, fromCursor, timePlace, toCursor } from '../cursor.ts';
import { notFound } from '../errors.ts';
import { selectChunks, selectPlaces } from './chunk/index.ts';
import { type DocumentRow, findContent, findDocument, selectDocuments, toDocument } from './queries.ts';

export async function listDocuments(
  ctx: Context,
  { limit, cursor, title, source, query }: ParsedInput<'listDocuments'>,
): Promise<Output<'listDocuments'>> {
  const after = cursor === undefined ? undefined : fromCursor(cursor, timePlace);
  const filter = { title: title?.normalize('NFC'), source, query: query?.normalize('NFC') };
  const page = { limit: limit + 1, ...(after ? { after } : {}) };
  const rows = await selectDocuments(ctx.tx, ctx.workspace.id, filter, page);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = rows.length > limit && last ? toCursor([last.updated_at.toISOString(), last.id]) : null;
  return { items: items.map(toDocument), nextCursor };
}

export async function getDocument(
  ctx: Context,
  { id }: ParsedInput<'getDocument'>,
): Promise<Output<'getDocument'>> {
  const row = await getRow(ctx, id);
  return { ...toDocument(row), content: (await findContent(ctx.tx, ctx.workspace.id, id)) ?? '' };
}

export async function listChunks(
  ctx: Context,
  { id, limit, cursor, from }: ParsedInput<'listChunks'>,
): Promise<Output<'listChunks'>> {
  const reached = cursor === undefined ? undefined : fromCursor(cursor, chunkPlace)[0];
  await getRow(ctx, id);
  const after = reached ?? (from === undefined ? -1 : (await findPosition(ctx, { id, chunk: from })) - 1);
  const rows = await selectChunks(ctx.tx, ctx.workspace.id, { id, after, limit: limit + 1 });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(({ heading_path, ...chunk }) => ({ ...chunk, headingPath: heading_path })),
    nextCursor: rows.length > limit && last ? toCursor([last.position]) : null,
  };
}

/** Where a chunk of the document stands. Throws `not_found`: what takes a document's place has chunks of its own. */
async function findPosition(ctx: Context, { id, chunk }: { id: string; chunk: string }): Promise<number> {
  const [place] = await selectPlaces(ctx.tx, ctx.workspace.id, [chunk]);
  if (place?.documentId !== id) throw notFound('chunk');
  return place.position;
}

async function getRow(ctx: Context, id: string): Promise<DocumentRow> {
  const row = await findDocument(ctx.tx, ctx.workspace.id, id);
  if (!row) throw notFound('document');
  ctx.entry.target = { type: 'document', id, name: row.title };
  return row;
}
