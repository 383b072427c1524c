import type { Output } from '@knowmind/sdk';
import { type Selectable, sql } from 'kysely';
import type { Tables, Tx } from '../db/types.ts';

export type DocumentRow = Omit<Selectable<Tables['document']>, 'workspace_id' | 'content'>;
export type DocumentShape = Output<'listDocuments'>['items'][number];

const columns = [
  'id',
  'title',
  'content_hash',
  'media_type',
  'source',
  'bytes',
  'chunks',
  'valid_from',
  'created_at',
  'updated_at',
] as const;

export function findDocument(tx: Tx, workspaceId: string, id: string): Promise<DocumentRow | undefined> {
  return tx
    .selectFrom('document')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export function findByTitle(tx: Tx, workspaceId: string, title: string): Promise<DocumentRow | undefined> {
  return tx
    .selectFrom('document')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('title', '=', title)
    .executeTakeFirst();
}

export async function findContent(tx: Tx, workspaceId: string, id: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('document')
    .select('content')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.content;
}

type Identity = { title: string; contentHash: Buffer; source: string | null | undefined; mediaType: string };

export function isSame(row: DocumentRow, { title, contentHash, source, mediaType }: Identity): boolean {
  return (
    row.title === title &&
    (source === undefined || row.source === source) &&
    row.media_type === mediaType &&
    row.content_hash.equals(contentHash)
  );
}

/** One writer a title, until the transaction ends: of two uploads of one title the second sees the first's. */
export async function lockTitle(tx: Tx, workspaceId: string, title: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${workspaceId} document ${title}`}, 0))`.execute(
    tx,
  );
}

/** The document, locked until the transaction ends: of two who replace or erase it, one goes first. */
export function lockDocument(tx: Tx, workspaceId: string, id: string): Promise<DocumentRow | undefined> {
  return tx
    .selectFrom('document')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

export type NewDocument = Omit<DocumentRow, 'valid_from' | 'created_at' | 'updated_at'> & {
  content: string;
  at: Date;
};

export function insertDocument(
  tx: Tx,
  workspaceId: string,
  { at, ...document }: NewDocument,
): Promise<DocumentRow> {
  return tx
    .insertInto('document')
    .values({ ...document, workspace_id: workspaceId, valid_from: at, created_at: at, updated_at: at })
    .returning(columns)
    .executeTakeFirstOrThrow();
}

/** The document of an archive, with its times. */
export function insertArchived(tx: Tx, document: Selectable<Tables['document']>): Promise<DocumentRow> {
  return tx.insertInto('document').values(document).returning(columns).executeTakeFirstOrThrow();
}

/** Gives the document another content; its chunks go. */
export async function updateDocument(
  tx: Tx,
  workspaceId: string,
  { id, at, ...document }: NewDocument,
): Promise<DocumentRow> {
  await sql`DELETE FROM chunk WHERE workspace_id = ${workspaceId} AND document_id = ${id}`.execute(tx);
  return tx
    .updateTable('document')
    .set({ ...document, valid_from: at, updated_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow();
}

/** Removes the document with its chunks and edges, and every kept answer that names it. */
export async function deleteDocument(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await sql`DELETE FROM relation WHERE workspace_id = ${workspaceId} AND (from_id = ${id} OR to_id = ${id})`.execute(
    tx,
  );
  await sql`DELETE FROM document WHERE workspace_id = ${workspaceId} AND id = ${id}`.execute(tx);
  await sql`DELETE FROM idempotency WHERE workspace_id = ${workspaceId} AND answer::text LIKE ${`%${id}%`}`.execute(
    tx,
  );
}

type Filter = { title?: string | undefined; source?: string | undefined; query?: string | undefined };
type Page = { after?: [string, string]; limit: number };

export function selectDocuments(
  tx: Tx,
  workspaceId: string,
  { title, source, query: part }: Filter,
  { after, limit }: Page,
): Promise<DocumentRow[]> {
  let query = tx.selectFrom('document').select(columns).where('workspace_id', '=', workspaceId);
  if (title) query = query.where('title', '=', title);
  if (source) query = query.where('source', '=', source);
  if (part) query = query.where('title', 'ilike', `%${part.replace(/[\\%_]/g, '\\$&')}%`);
  if (after)
    query = query.where(sql<boolean>`(updated_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`);
  return query.orderBy('updated_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}

export async function countDocuments(
  tx: Tx,
  workspaceId: string,
): Promise<{ documents: number; chunks: number }> {
  return tx
    .selectFrom('document')
    .select([
      sql<number>`count(*)::int`.as('documents'),
      sql<number>`coalesce(sum(chunks), 0)::int`.as('chunks'),
    ])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
}

export function toDocument(row: DocumentRow): DocumentShape {
  return {
    id: row.id,
    title: row.title,
    source: row.source,
    mediaType: row.media_type,
    bytes: row.bytes,
    chunks: row.chunks,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
