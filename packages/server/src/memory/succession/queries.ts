import { sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import type { Tx } from '../../db/types.ts';
import { columns, type MemoryRow } from '../queries.ts';

/** The memory, locked until the transaction ends: of two who supersede or erase it, one goes first. */
export function lockMemory(tx: Tx, workspaceId: string, id: string): Promise<MemoryRow | undefined> {
  return tx
    .selectFrom('memory')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

export function closeMemory(tx: Tx, workspaceId: string, { id, at }: { id: string; at: Date }) {
  return tx
    .updateTable('memory')
    .set({ valid_to: at, updated_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

type Succession = { from: string; to: string; reason: string | null; at: Date };

/** The edge from the new memory to the old one, and its inverse. */
export function insertSuccession(tx: Tx, workspaceId: string, { from, to, reason, at }: Succession) {
  const edge = { workspace_id: workspaceId, reason, created_at: at };
  return tx
    .insertInto('relation')
    .values([
      { ...edge, id: uuid(), from_id: from, predicate: 'SUPERSEDES', to_id: to },
      { ...edge, id: uuid(), from_id: to, predicate: 'SUPERSEDED_BY', to_id: from },
    ])
    .execute();
}

export async function findSuccessor(tx: Tx, workspaceId: string, id: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('relation')
    .select('to_id')
    .where('workspace_id', '=', workspaceId)
    .where('from_id', '=', id)
    .where('predicate', '=', 'SUPERSEDED_BY')
    .executeTakeFirst();
  return row?.to_id;
}

export type HistoryRow = MemoryRow & { reason: string | null };

/** Every state of the fact, oldest first, each with the reason for which it took the place of the one before. */
export async function selectHistory(tx: Tx, workspaceId: string, id: string): Promise<HistoryRow[]> {
  const { rows } = await sql<HistoryRow>`
    WITH RECURSIVE chain (id) AS (
      SELECT ${id}::uuid
      UNION
      SELECT relation.to_id FROM chain JOIN relation ON relation.workspace_id = ${workspaceId}
        AND relation.from_id = chain.id AND relation.predicate IN ('SUPERSEDES', 'SUPERSEDED_BY'))
    SELECT ${sql.join(columns.map((column) => sql.ref(`memory.${column}`)))}, edge.reason
    FROM chain JOIN memory ON memory.workspace_id = ${workspaceId} AND memory.id = chain.id
    LEFT JOIN relation edge ON edge.workspace_id = ${workspaceId} AND edge.from_id = chain.id
      AND edge.predicate = 'SUPERSEDES'
    ORDER BY memory.valid_from, memory.id`.execute(tx);
  return rows;
}
