import { type Selectable, sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import type { Database, Tables, Tx } from '../../db/types.ts';

export type NewChunk = {
  position: number;
  headingPath: string[];
  content: string;
  overlap: number;
  terms: string;
  length: number;
  embedding: number[] | undefined;
};
type Owner = Pick<Selectable<Tables['document']>, 'id' | 'source' | 'valid_from'>;
type Chunks = { document: Owner; chunks: NewChunk[] };
export type Written = { id: string; embedding: number[] | undefined };

/** A longer text, in words, is no context. */
const longest = 1000;
const batchSize = 100;

/** Writes the chunks, each with the words of the one before and the one after in the lowest weight class. */
export async function insertChunks(
  tx: Tx,
  workspaceId: string,
  { document, chunks }: Chunks,
): Promise<Written[]> {
  const written: Written[] = [];
  for (let from = 0; from < chunks.length; from += batchSize) {
    const to = Math.min(chunks.length, from + batchSize);
    const rows = chunks.slice(Math.max(0, from - 1), to + 1).map(({ embedding, ...chunk }) => ({
      id: uuid(),
      ...chunk,
      embedding,
    }));
    const batch = JSON.stringify(rows.map(({ embedding: _, ...row }) => row));
    await sql`
      WITH given AS (SELECT *, terms::tsvector AS own FROM jsonb_to_recordset(${batch}::jsonb) AS given (id uuid,
        position int, "headingPath" text[], content text, overlap int, terms text, length int)),
      lending AS (SELECT *, CASE WHEN length <= ${longest} THEN setweight(ts_filter(own, '{c}'), 'D') END AS lent FROM given),
      around AS (SELECT *, lag(lent) OVER places AS before, lead(lent) OVER places AS after FROM lending
        WINDOW places AS (ORDER BY position))
      INSERT INTO chunk (workspace_id, id, document_id, position, heading_path, content, overlap, source, valid_from,
        terms, length)
      SELECT ${workspaceId}, id, ${document.id}, position, "headingPath", content, overlap, ${document.source},
        ${document.valid_from}::timestamptz, own || coalesce(before, '') || coalesce(after, ''), length
      FROM around WHERE position >= ${from} AND position < ${to}`.execute(tx);
    written.push(...rows.filter(({ position }) => position >= from && position < to));
  }
  return written;
}

/** Lets the planner know how many chunks there are. */
export async function analyzeChunks(db: Database): Promise<void> {
  await sql`SELECT analyze_chunks()`.execute(db);
}

export type ChunkRow = Pick<Selectable<Tables['chunk']>, 'id' | 'position' | 'heading_path' | 'content'>;

export function selectChunks(
  tx: Tx,
  workspaceId: string,
  { id, after, limit }: { id: string; after: number; limit: number },
): Promise<ChunkRow[]> {
  return tx
    .selectFrom('chunk')
    .select(['id', 'position', 'heading_path', 'content'])
    .where('workspace_id', '=', workspaceId)
    .where('document_id', '=', id)
    .where('position', '>', after)
    .orderBy('position')
    .limit(limit)
    .execute();
}

/** Where a chunk stands. */
export type ChunkPlace = { id: string; documentId: string; position: number };

/** The places of those of the ids that are chunks, in no order. */
export async function selectPlaces(tx: Tx, workspaceId: string, ids: string[]): Promise<ChunkPlace[]> {
  const { rows } = await sql<ChunkPlace>`
    SELECT id, document_id AS "documentId", position FROM chunk
    WHERE workspace_id = ${workspaceId} AND id = ANY (${ids}::uuid[])`.execute(tx);
  return rows;
}

/** The first chunk of each of the documents, in no order. */
export async function selectFirstChunks(
  tx: Tx,
  workspaceId: string,
  documents: string[],
): Promise<ChunkPlace[]> {
  const { rows } = await sql<ChunkPlace>`
    SELECT DISTINCT ON (document_id) id, document_id AS "documentId", position FROM chunk
    WHERE workspace_id = ${workspaceId} AND document_id = ANY (${documents}::uuid[])
    ORDER BY document_id, position`.execute(tx);
  return rows;
}

export type PassageRow = {
  id: string;
  document_id: string;
  title: string;
  heading_path: string[];
  content: string;
  overlap: number;
  source: string | null;
  valid_from: Date;
};

/** The chunks with these ids and what is said of their documents, in no order. */
export async function selectPassages(tx: Tx, workspaceId: string, ids: string[]): Promise<PassageRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<PassageRow>`
    SELECT chunk.id, document_id, document.title, heading_path, chunk.content, overlap, chunk.source, chunk.valid_from
    FROM chunk JOIN document ON document.workspace_id = ${workspaceId} AND document.id = document_id
    WHERE chunk.workspace_id = ${workspaceId} AND chunk.id = ANY (${ids}::uuid[])`.execute(tx);
  return rows;
}
