import type { ParsedInput } from '@knowmind/sdk';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/types.ts';

export type Term = { word: string; lexemes: string[]; idf: number };
export type Filter = Pick<ParsedInput<'recall'>, 'tags' | 'memory_type' | 'source' | 'domain'>;

/** When something has to be true, and what else is asked of it. */
export type Asked = { filter: Filter; asOf: Date };

/** What is true at a time and passes the filter. */
export function isAskedFor({ filter, asOf }: Asked) {
  const { tags, memory_type, source, domain } = filter;
  const conditions = [
    sql`valid_from <= ${asOf} AND (valid_to > ${asOf} OR valid_to IS NULL)`,
    ...(tags ? [sql`tags @> ${tags}::text[]`] : []),
    ...(memory_type ? [sql`memory_type = ${memory_type}`] : []),
    ...(source === undefined ? [] : [sql`source = ${source}`]),
    ...(domain === undefined ? [] : [sql`domain = ${domain}`]),
  ];
  return sql.join(conditions, sql` AND `);
}

/** Those of the memories and chunks that are true at a time and pass the filter. */
export async function selectAskedFor(
  tx: Tx,
  workspaceId: string,
  { ids, ...query }: Asked & { ids: string[] },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM searchable WHERE workspace_id = ${workspaceId} AND id = ANY (${ids}::uuid[])
      AND ${isAskedFor(query)}`.execute(tx);
  return rows.map(({ id }) => id);
}

export type NearestQuery = Asked & {
  limit: number;
  model: string;
  /** In pgvector's form. */
  vector: string;
  dimensions: number;
  indexed: boolean;
};

/** The memories nearest to a vector, by cosine: through the workspace's index where there is one, else exactly. */
export async function selectNearest(
  tx: Tx,
  workspaceId: string,
  query: NearestQuery,
): Promise<{ id: string; chunk: boolean; similarity: number }[]> {
  const { model, vector, dimensions, indexed } = query;
  // The planner takes the index for this very expression only; and a memory that is filtered out makes it look further.
  const form = sql.raw(`${dimensions <= 2000 ? 'vector' : 'halfvec'}(${dimensions})`);
  const distance = indexed
    ? sql`embedding.vector::${form} <=> ${vector}::${form}`
    : sql`embedding.vector <=> ${vector}::vector`;
  const { rows } = await sql<{ id: string; chunk: boolean; similarity: number }>`
    SELECT item_id AS id, chunk, 1 - (${distance}) AS similarity FROM embedding
    CROSS JOIN LATERAL (
      SELECT document_id IS NOT NULL AS chunk FROM searchable
      WHERE workspace_id = ${workspaceId} AND id = embedding.item_id AND ${isAskedFor(query)}
      ${indexed ? sql`OFFSET 0` : sql``}) AS item
    WHERE embedding.workspace_id = ${workspaceId} AND embedding.model = ${model}
      AND embedding.dimensions = ${dimensions}
    ORDER BY ${distance} LIMIT ${query.limit}`.execute(tx);
  return rows;
}

/** What a workspace has at all. */
export type Contents = { memory: boolean; chunk: boolean; relation: boolean };

export async function selectContents(tx: Tx, workspaceId: string): Promise<Contents> {
  // The newest of each, which an index gives: a scan of the table until one is found looks cheap to the planner.
  const newest = (of: RawBuilder<unknown>) =>
    sql`(SELECT id FROM ${of} ORDER BY id DESC LIMIT 1) IS NOT NULL`;
  const { rows } = await sql<Contents>`
    SELECT ${newest(sql`memory WHERE workspace_id = ${workspaceId}`)} AS memory,
      ${newest(sql`chunk WHERE workspace_id = ${workspaceId}`)} AS chunk,
      EXISTS (SELECT FROM relation WHERE workspace_id = ${workspaceId}) AS relation`.execute(tx);
  return rows[0] ?? { memory: false, chunk: false, relation: false };
}

/** A longer text, in words, takes too long to be looked through. */
export const longestSearched = 10_000;

/** What the memories hold, each as its `tsvector` in text form; of very long ones nothing. */
export async function selectVectors(
  tx: Tx,
  workspaceId: string,
  ids: string[],
): Promise<{ id: string; terms: string }[]> {
  const { rows } = await sql<{ id: string; terms: string }>`
    SELECT id, terms::text AS terms FROM searchable
    WHERE workspace_id = ${workspaceId} AND id = ANY (${ids}::uuid[]) AND length <= ${longestSearched}`.execute(
    tx,
  );
  return rows;
}
