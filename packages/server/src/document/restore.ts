import type { Placed } from '../archive.ts';
import type { CallContext, Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { insertChunks, noteChunks } from './chunk/index.ts';
import { type Prepared, prepareUpload } from './prepare.ts';
import { findByTitle, findDocument, insertArchived, isSame, lockTitle } from './queries.ts';

type DocumentRecord = Placed<'document'>['record'];
/** A document of an archive, checked and cut, ready to be written. */
export type Restorable = { record: DocumentRecord; prepared: Prepared };

/** Checks and cuts documents of an archive before any transaction is open, as an upload does. */
export async function prepareDocuments(
  ctx: CallContext,
  placed: Placed<'document'>[],
): Promise<Restorable[]> {
  const ready: Restorable[] = [];
  for (const { record } of placed) {
    const { title, content, media_type: mediaType, source, chunks } = record;
    const given = chunks?.map(({ heading_path: headingPath, content }) => ({ headingPath, content }));
    const upload = {
      title,
      content,
      mediaType,
      ...(source ? { source } : {}),
      ...(given ? { chunks: given } : {}),
    };
    const prepared = await prepareUpload(ctx, upload);
    // The client's vectors, which its hash covers, are not in the archive.
    const contentHash = Buffer.from(record.content_hash, 'hex');
    ready.push({ record, prepared: { ...prepared, source, contentHash } });
  }
  return ready;
}

/**
 * Writes documents of an archive with their ids and times. Returns how many are new; one that is here already
 * changes nothing. Throws `conflict` where another document has the id or the title.
 */
export async function restoreDocuments(ctx: Context, documents: Restorable[]): Promise<number> {
  let created = 0;
  let chunks = 0;
  const byTitle = documents.toSorted((a, b) => (a.record.title < b.record.title ? -1 : 1));
  for (const document of byTitle) {
    const written = await restoreDocument(ctx, document);
    if (written === 'unchanged') continue;
    created += 1;
    chunks += written;
  }
  if (created > 0) ctx.afterCommit.push(() => ctx.services.embedding?.poke(ctx.workspace.id));
  noteChunks(ctx, chunks);
  return created;
}

/** Returns how many chunks it wrote. */
async function restoreDocument(
  ctx: Context,
  { record, prepared }: Restorable,
): Promise<number | 'unchanged'> {
  const { tx, workspace } = ctx;
  const { id } = record;
  const { title, content, contentHash, mediaType, source = null } = prepared;
  await lockTitle(tx, workspace.id, title);
  const there = await findDocument(tx, workspace.id, id);
  if (there && isSame(there, prepared)) return 'unchanged';
  const titled = there ?? (await findByTitle(tx, workspace.id, title));
  if (titled) {
    const message = `The document "${title}" is here already, and not as the archive has it. Import into an empty workspace.`;
    throw new AppError('conflict', message, { currentId: titled.id });
  }
  const chunks = await prepared.chunks();
  const row = await insertArchived(tx, {
    workspace_id: workspace.id,
    id,
    title,
    content,
    content_hash: contentHash,
    media_type: mediaType,
    source,
    bytes: Buffer.byteLength(content),
    chunks: chunks.length,
    valid_from: new Date(record.valid_from),
    created_at: new Date(record.created_at),
    updated_at: new Date(record.updated_at),
  });
  await insertChunks(tx, workspace.id, { document: row, chunks });
  return chunks.length;
}
