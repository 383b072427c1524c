import type { EntityClass, Output, Predicate } from '@knowmind/sdk';
import { type Selectable, sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import type { Tables, Tx } from '../db/types.ts';

export type RelationRow = Omit<Selectable<Tables['relation']>, 'workspace_id'>;
export type Node = Output<'listRelations'>['items'][number]['from'] & { classes: EntityClass[] };
type Edge = { from: string; predicate: string; to: string };

const columns = [
  'id',
  'from_id',
  'predicate',
  'to_id',
  'reason',
  'confidence',
  'derived',
  'created_at',
] as const;
const columnList = sql.join(columns.map((column) => sql.ref(column)));

/**
 * One writer of a workspace's graph at a time, until the transaction ends: of two who each add one half of a
 * path, the second sees the first's, so no derived edge is missed; and no edge leads to what was just erased.
 * Locks of sources and memories are taken before it.
 */
export async function lockGraph(tx: Tx, workspaceId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${workspaceId} graph`}, 0))`.execute(tx);
}

/** The nodes with these ids, in no order: every kind of node is read here and nowhere else. */
export async function selectNodes(tx: Tx, workspaceId: string, ids: string[]): Promise<Node[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Node>`
    SELECT id, 'memory' AS type, title AS name, 'Document' AS entity_class,
      CASE WHEN memory_type = 'episodic' THEN '{Document,ActionRecord}' ELSE '{Document}' END::text[] AS classes
    FROM memory WHERE workspace_id = ${workspaceId} AND id = ANY (${ids}::uuid[])
    UNION ALL SELECT id, 'document', title, 'Document', '{Document}'
    FROM document WHERE workspace_id = ${workspaceId} AND id = ANY (${ids}::uuid[])
    UNION ALL SELECT id, 'entity', name, entity_class, ARRAY[entity_class]
    FROM entity WHERE workspace_id = ${workspaceId} AND id = ANY (${ids}::uuid[])`.execute(tx);
  return rows;
}

/** Writes an edge and its inverse; false when it was there already. */
export async function insertEdge(
  tx: Tx,
  workspaceId: string,
  edge: Edge & { inverse: string | null; confidence: number; at: Date; id?: string; reason?: string | null },
): Promise<boolean> {
  const { confidence, at, reason = null } = edge;
  const shared = { workspace_id: workspaceId, confidence, reason, created_at: at };
  const there = {
    ...shared,
    id: edge.id ?? uuid(),
    from_id: edge.from,
    predicate: edge.predicate,
    to_id: edge.to,
  };
  const back = edge.inverse
    ? [{ ...shared, id: uuid(), from_id: edge.to, predicate: edge.inverse, to_id: edge.from }]
    : [];
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('relation')
    .values([there, ...back])
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Removes the edges to what a text named, in both directions. */
export async function deleteReferences(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await sql`
    DELETE FROM relation WHERE workspace_id = ${workspaceId}
      AND ((from_id = ${id} AND predicate = 'REFERENCES_ENTITY') OR (to_id = ${id} AND predicate = 'REFERENCED_BY'))`.execute(
    tx,
  );
}

/** Removes an edge and its inverse; false when there was none. */
export async function deleteEdge(
  tx: Tx,
  workspaceId: string,
  { from, predicate, to, inverse }: Edge & { inverse: string | null },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    DELETE FROM relation WHERE workspace_id = ${workspaceId} AND NOT derived
      AND ((from_id = ${from} AND predicate = ${predicate} AND to_id = ${to})
        OR (from_id = ${to} AND predicate = ${inverse} AND to_id = ${from}))`.execute(tx);
  return (numAffectedRows ?? 0n) > 0n;
}

export function findEdge(tx: Tx, workspaceId: string, edge: Edge): Promise<RelationRow | undefined> {
  return tx
    .selectFrom('relation')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('from_id', '=', edge.from)
    .where('predicate', '=', edge.predicate)
    .where('to_id', '=', edge.to)
    .executeTakeFirst();
}

/** Whether any edge with this predicate leaves the node. */
export async function hasEdge(
  tx: Tx,
  workspaceId: string,
  { from, predicate }: Omit<Edge, 'to'>,
): Promise<boolean> {
  const { rows } = await sql`SELECT FROM relation WHERE workspace_id = ${workspaceId} AND from_id = ${from}
    AND predicate = ${predicate} LIMIT 1`.execute(tx);
  return rows.length > 0;
}

/** Whether edges of this predicate lead from one node, over any number of others, to another. */
export async function leadsBack(
  tx: Tx,
  workspaceId: string,
  { from, predicate, to }: Edge,
): Promise<boolean> {
  const { rows } = await sql`
    WITH RECURSIVE path (id) AS (
      SELECT ${from}::uuid
      UNION
      SELECT relation.to_id FROM path JOIN relation ON relation.workspace_id = ${workspaceId}
        AND relation.from_id = path.id AND relation.predicate = ${predicate})
    SELECT FROM path WHERE id = ${to}`.execute(tx);
  return rows.length > 0;
}

/** Whether a memory is no longer true. */
export async function hasEnded(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM memory WHERE workspace_id = ${workspaceId} AND id = ${id}
    AND valid_to IS NOT NULL`.execute(tx);
  return rows.length > 0;
}

/** The edges with these ids, in no order. */
export async function selectByIds(tx: Tx, workspaceId: string, ids: string[]): Promise<RelationRow[]> {
  const { rows } = await sql<RelationRow>`SELECT ${columnList} FROM relation
    WHERE workspace_id = ${workspaceId} AND id = ANY (${ids}::uuid[])`.execute(tx);
  return rows;
}

type Filter = { id?: string | undefined; predicate?: string | undefined };
type Page = { before?: [string, string]; limit: number };

/** Edges that leave a node, and derived ones that reach it (they have no inverse); without one, all edges. */
export async function selectRelations(
  tx: Tx,
  workspaceId: string,
  { id, predicate }: Filter,
  { before, limit }: Page,
): Promise<RelationRow[]> {
  const { rows } = await sql<RelationRow>`
    SELECT ${columnList} FROM relation WHERE workspace_id = ${workspaceId}
      ${id ? sql`AND (from_id = ${id} OR (to_id = ${id} AND derived))` : sql``}
      ${predicate ? sql`AND predicate = ${predicate}` : sql``}
      ${before ? sql`AND (created_at, id) < (${before[0]}::timestamptz, ${before[1]}::uuid)` : sql``}
    ORDER BY created_at DESC, id DESC LIMIT ${limit}`.execute(tx);
  return rows;
}

type Counted = { oneWay: string[]; bothWays: string[] };

/** Entities, and edges of which each counts once: by the direction that reads forward, or from the smaller id. */
export async function countGraph(
  tx: Tx,
  workspaceId: string,
  { oneWay, bothWays }: Counted,
): Promise<{ entities: number; relations: number }> {
  const { rows } = await sql<{ entities: number; relations: number }>`
    SELECT (SELECT count(*)::int FROM entity WHERE workspace_id = ${workspaceId}) AS entities,
      (SELECT count(*)::int FROM relation WHERE workspace_id = ${workspaceId} AND (predicate = ANY (${oneWay}::text[])
        OR (predicate = ANY (${bothWays}::text[]) AND from_id < to_id))) AS relations`.execute(tx);
  return rows[0] ?? { entities: 0, relations: 0 };
}

/** The newest edges of each of the nodes, at most `most` of a node, and derived ones that reach it; some twice. */
export async function selectEdgesOf(
  tx: Tx,
  workspaceId: string,
  { ids, most }: { ids: string[]; most: number },
): Promise<RelationRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<RelationRow>`
    SELECT ${columnList} FROM unnest(${ids}::uuid[]) AS node CROSS JOIN LATERAL (
      (SELECT ${columnList} FROM relation WHERE workspace_id = ${workspaceId} AND from_id = node
        ORDER BY created_at DESC, id DESC LIMIT ${most})
      UNION ALL
      (SELECT ${columnList} FROM relation WHERE workspace_id = ${workspaceId} AND to_id = node AND derived
        ORDER BY created_at DESC, id DESC LIMIT ${most})) AS edge`.execute(tx);
  return rows;
}

type Change = { rule: Predicate; place: number; start: string; at: Date };

/**
 * Computes anew the derived edges that a changed edge bears. `place` is that edge's place in the rule's
 * path, `start` the node it leaves. Where several paths lead from one node to another, the surest counts.
 */
export async function deriveAgain(
  tx: Tx,
  workspaceId: string,
  { rule, place, start, at }: Change,
): Promise<void> {
  const steps = rule.restsOn.map((predicate, index) => ({ predicate, alias: sql.ref(`e${index}`), index }));
  const joins = steps.map(({ predicate, alias, index }) =>
    index === 0
      ? sql`relation ${alias}`
      : sql`JOIN relation ${alias} ON ${alias}.workspace_id = ${workspaceId} AND ${alias}.predicate = ${predicate}
          AND ${alias}.from_id = ${sql.ref(`e${index - 1}.to_id`)}`,
  );
  const last = sql.ref(`e${steps.length - 1}.to_id`);
  const surest = sql.join(
    steps.map(({ index }) => sql.ref(`e${index}.confidence`)),
    sql` * `,
  );
  await sql`
    WITH RECURSIVE back (id, place) AS (
      SELECT ${start}::uuid, ${place}::int
      UNION
      SELECT relation.from_id, back.place - 1 FROM back JOIN relation ON relation.workspace_id = ${workspaceId}
        AND relation.to_id = back.id AND relation.predicate = (${rule.restsOn}::text[])[back.place]
      WHERE back.place > 0),
    starts AS (SELECT id FROM back WHERE place = 0),
    path AS (
      SELECT e0.from_id, ${last} AS to_id, max(${surest}) AS confidence FROM ${sql.join(joins, sql` `)}
      WHERE e0.workspace_id = ${workspaceId} AND e0.predicate = ${rule.restsOn[0]}
        AND e0.from_id IN (SELECT id FROM starts) AND ${last} <> e0.from_id
      GROUP BY 1, 2),
    gone AS (
      DELETE FROM relation WHERE workspace_id = ${workspaceId} AND predicate = ${rule.predicate} AND derived
        AND from_id IN (SELECT id FROM starts)
        AND NOT EXISTS (SELECT FROM path WHERE path.from_id = relation.from_id AND path.to_id = relation.to_id))
    INSERT INTO relation (workspace_id, id, from_id, predicate, to_id, confidence, derived, created_at)
    SELECT ${workspaceId}::uuid, gen_random_uuid(), from_id, ${rule.predicate}, to_id, confidence, true, ${at}::timestamptz FROM path
    ON CONFLICT (workspace_id, from_id, predicate, to_id) DO UPDATE SET confidence = excluded.confidence
      WHERE relation.confidence <> excluded.confidence`.execute(tx);
}
