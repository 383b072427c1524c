import { predicates } from '@knowmind/sdk';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/types.ts';

/** One direction of each edge that somebody wrote; its inverse and what is derived are made anew. */
const forward = predicates.filter(({ kind, forward }) => kind !== 'derived' && forward);
const symmetric = forward.filter(({ predicate, inverse }) => predicate === inverse);
const names = (list: typeof forward) => list.map(({ predicate }) => predicate);

/** Times as the API writes them. */
const time = (column: string) =>
  sql`to_char(${sql.ref(column)} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

type Source = { from: RawBuilder<unknown>; fields: RawBuilder<unknown>; where: RawBuilder<unknown> };

/** What the archive holds, in the order in which it is read back. `before`: the moment that it shows. */
export const sources = {
  entity: () => ({
    from: sql`entity`,
    fields: sql`'name', name, 'entity_class', entity_class, 'description', description, 'aliases',
      ARRAY(SELECT n.name FROM entity_name n WHERE n.workspace_id = entity.workspace_id AND n.entity_id = entity.id
        AND n.name <> entity.name ORDER BY n.folded),
      'implied', implied, 'created_at', ${time('created_at')}, 'updated_at', ${time('updated_at')}`,
    where: sql`true`,
  }),
  memory: (before: Date) => ({
    from: sql`memory`,
    fields: sql`'title', title, 'content', content, 'memory_type', memory_type, 'tags', tags, 'source', source,
      'domain', domain, 'valid_from', ${time('valid_from')},
      'valid_to', CASE WHEN updated_at <= ${before} THEN ${time('valid_to')} END,
      'created_at', ${time('created_at')},
      'updated_at', CASE WHEN updated_at <= ${before} THEN ${time('updated_at')} ELSE ${time('created_at')} END`,
    where: sql`true`,
  }),
  document: () => ({
    from: sql`document`,
    fields: sql`'title', title, 'content', content, 'media_type', media_type, 'source', source,
      'content_hash', encode(content_hash, 'hex'), 'valid_from', ${time('valid_from')},
      'created_at', ${time('created_at')}, 'updated_at', ${time('updated_at')},
      'chunks', CASE WHEN content_hash <> sha256(convert_to(content, 'UTF8')) THEN (
        SELECT jsonb_agg(jsonb_build_object('heading_path', c.heading_path, 'content', c.content) ORDER BY c.position)
        FROM chunk c WHERE c.workspace_id = document.workspace_id AND c.document_id = document.id) END`,
    where: sql`true`,
  }),
  relation: () => ({
    from: sql`relation`,
    fields: sql`'from_id', from_id, 'predicate', predicate, 'to_id', to_id, 'confidence', confidence,
      'reason', reason, 'created_at', ${time('created_at')}`,
    where: sql`NOT derived AND predicate = ANY (${names(forward)}::text[])
      AND (predicate <> ALL (${names(symmetric)}::text[]) OR from_id < to_id)`,
  }),
} satisfies Record<string, (before: Date) => Source>;

export type Kind = keyof typeof sources;
export const kinds = Object.keys(sources) as Kind[];
type Page = { before: Date; after: [string, string] | undefined; limit: number };
/** `ends`: the nodes that a relation connects. */
export type Line = { line: string; created_at: string; id: string; ends: string[] };

/** A page of one kind, oldest first, each as a line of the archive. */
export async function selectLines(
  tx: Tx,
  workspaceId: string,
  kind: Kind,
  { before, after, limit }: Page,
): Promise<Line[]> {
  const { from, fields, where } = sources[kind](before);
  const { rows } = await sql<Line>`
    SELECT jsonb_build_object('kind', ${kind}::text, 'id', id, ${fields})::text AS line,
      ${time('created_at')} AS created_at, id, ${kind === 'relation' ? sql`ARRAY[from_id, to_id]` : sql`'{}'::uuid[]`} AS ends
    FROM ${from} WHERE workspace_id = ${workspaceId} AND created_at <= ${before} AND ${where}
      ${after ? sql`AND (created_at, id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    ORDER BY ${from}.created_at, id LIMIT ${limit}`.execute(tx);
  return rows;
}

/** How many there are of one kind. */
export async function countLines(tx: Tx, workspaceId: string, kind: Kind, before: Date): Promise<number> {
  const { from, where } = sources[kind](before);
  const { rows } = await sql<{ count: number }>`SELECT count(*)::int AS count FROM ${from}
    WHERE workspace_id = ${workspaceId} AND created_at <= ${before} AND ${where}`.execute(tx);
  return rows[0]?.count ?? 0;
}
