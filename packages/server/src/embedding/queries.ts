import { sql } from 'kysely';
import type { Database, Tx } from '../db/types.ts';

export type Item = { id: string; title: string; content: string };
/** `next`: where the following slice begins; null at the end. */
export type Slice = { pending: Item[]; next: string | null };
export type Walk = { model: string; after: string; limit: number };

/**
 * Walks over everything that gets a vector, in the order of ids, and gives what has none of this model yet.
 * The one place that names what is embedded: other kinds of items join here, with `countItems` and `lockItems`.
 */
export async function selectPending(
  tx: Tx,
  workspaceId: string,
  { model, after, limit }: Walk,
): Promise<Slice> {
  const { rows } = await sql<{ id: string; pending: boolean }>`
    SELECT item.id, embedding.item_id IS NULL AS pending
    FROM (SELECT id FROM searchable WHERE workspace_id = ${workspaceId} AND id > ${after} ORDER BY id LIMIT ${limit}) item
    LEFT JOIN embedding ON embedding.workspace_id = ${workspaceId} AND embedding.item_id = item.id
      AND embedding.model = ${model}
    ORDER BY item.id`.execute(tx);
  const wanted = rows.filter(({ pending }) => pending).map(({ id }) => id);
  const next = rows.length < limit ? null : (rows.at(-1)?.id ?? null);
  if (wanted.length === 0) return { pending: [], next };
  const { rows: pending } = await sql<Item>`
    SELECT id, title, content FROM memory WHERE workspace_id = ${workspaceId} AND id = ANY (${wanted}::uuid[])
    UNION ALL
    SELECT chunk.id, array_to_string(document.title || heading_path, ' › '), chunk.content
    FROM chunk JOIN document ON document.workspace_id = ${workspaceId} AND document.id = document_id
    WHERE chunk.workspace_id = ${workspaceId} AND chunk.id = ANY (${wanted}::uuid[])`.execute(tx);
  return { pending, next };
}

async function countItems(tx: Tx, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM searchable WHERE workspace_id = ${workspaceId}`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Which of the items are still there; whoever erases one waits until this transaction ends. */
async function lockItems(tx: Tx, workspaceId: string, ids: string[]): Promise<Set<string>> {
  const present = new Set<string>();
  for (const table of ['memory', 'chunk']) {
    const { rows } = await sql<{ id: string }>`
      SELECT id FROM ${sql.table(table)} WHERE workspace_id = ${workspaceId} AND id = ANY (${ids}::uuid[]) FOR KEY SHARE`.execute(
      tx,
    );
    for (const { id } of rows) present.add(id);
  }
  return present;
}

export type Vectors = { model: string; dimensions: number; items: { id: string; vector: number[] }[] };

/** Keeps the vectors of the items that were not erased meanwhile. */
export async function saveVectors(
  tx: Tx,
  workspaceId: string,
  { model, dimensions, items }: Vectors,
): Promise<void> {
  const present = await lockItems(
    tx,
    workspaceId,
    items.map(({ id }) => id),
  );
  const kept = items.filter(({ id }) => present.has(id));
  if (kept.length === 0) return;
  await sql`
    INSERT INTO embedding (workspace_id, item_id, model, dimensions, vector)
    SELECT ${workspaceId}, item_id, ${model}, ${dimensions}, vector::vector
    FROM unnest(${kept.map(({ id }) => id)}::uuid[], ${kept.map(({ vector }) => toLiteral(vector))}::text[]) AS new (item_id, vector)
    ON CONFLICT (workspace_id, item_id) DO UPDATE
      SET model = excluded.model, dimensions = excluded.dimensions, vector = excluded.vector, created_at = now()`.execute(
    tx,
  );
}

export async function countDone(
  tx: Tx,
  workspaceId: string,
  model: string,
): Promise<{ done: number; total: number }> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM embedding WHERE workspace_id = ${workspaceId} AND model = ${model}`.execute(
    tx,
  );
  return { done: rows[0]?.count ?? 0, total: await countItems(tx, workspaceId) };
}

/** Whether a workspace has so many vectors of a model; reads no more of them than that. */
export async function hasVectors(
  tx: Tx,
  workspaceId: string,
  { model, atLeast }: { model: string; atLeast: number },
): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM (SELECT FROM embedding
      WHERE workspace_id = ${workspaceId} AND model = ${model} LIMIT ${atLeast}) AS vectors`.execute(tx);
  return (rows[0]?.count ?? 0) >= atLeast;
}

export type Index = { dimensions: number | null; indexed: boolean };

/** How many numbers the workspace's vectors have, and whether an index stands over them. */
export async function findIndex(tx: Tx, workspaceId: string, model: string): Promise<Index> {
  const { rows } = await sql<Index>`
    SELECT dimensions, to_regclass(embedding_index(${workspaceId}, ${model}, dimensions)) IS NOT NULL AS indexed
    FROM embedding WHERE workspace_id = ${workspaceId} AND model = ${model} LIMIT 1`.execute(tx);
  return rows[0] ?? { dimensions: null, indexed: false };
}

/** Makes the workspace's index, and drops those of earlier models. */
export async function createIndex(
  tx: Tx,
  workspaceId: string,
  { model, dimensions }: { model: string; dimensions: number },
): Promise<void> {
  await sql`SELECT index_embeddings(${workspaceId}, ${model}, ${dimensions})`.execute(tx);
}

export async function selectWorkspaces(db: Database): Promise<string[]> {
  const rows = await db.selectFrom('workspace').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

/** pgvector's form; seven digits are what its numbers hold. */
export function toLiteral(vector: number[]): string {
  return `[${vector.map((value) => Number(value.toPrecision(7))).join(',')}]`;
}
