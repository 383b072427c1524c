import type { Output, ParsedInput } from '@knowmind/sdk';
import { type Selectable, sql } from 'kysely';
import type { Tables, Tx } from '../db/types.ts';

export type MemoryRow = Omit<Selectable<Tables['memory']>, 'terms' | 'content_hash' | 'length'>;
export type MemoryShape = Output<'getMemory'>;

export const columns = [
  'workspace_id',
  'id',
  'title',
  'content',
  'memory_type',
  'tags',
  'source',
  'domain',
  'valid_from',
  'valid_to',
  'created_at',
  'updated_at',
] as const;

export type NewMemory = MemoryRow & { content_hash: Buffer; terms: string; length: number };

/** Stores the memories but those whose content is true already; returns what was stored. */
export async function insertMemories(tx: Tx, memories: NewMemory[]): Promise<MemoryRow[]> {
  if (memories.length === 0) return [];
  return tx
    .insertInto('memory')
    .values(memories.map(({ terms, ...memory }) => ({ ...memory, terms: sql`${terms}::tsvector` })))
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'content_hash']).where('valid_to', 'is', null).doNothing(),
    )
    .returning(columns)
    .execute();
}

export function findByContent(
  tx: Tx,
  workspaceId: string,
  contentHash: Buffer,
): Promise<MemoryRow | undefined> {
  return tx
    .selectFrom('memory')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('content_hash', '=', contentHash)
    .where('valid_to', 'is', null)
    .executeTakeFirst();
}

/** Which of these contents, by their hashes, are those of memories that are true now; in hexadecimal. */
export async function selectKnown(tx: Tx, workspaceId: string, hashes: Buffer[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set();
  const rows = await tx
    .selectFrom('memory')
    .select('content_hash')
    .where('workspace_id', '=', workspaceId)
    .where('content_hash', 'in', hashes)
    .where('valid_to', 'is', null)
    .execute();
  return new Set(rows.map(({ content_hash }) => Buffer.from(content_hash).toString('hex')));
}

export function findMemory(tx: Tx, workspaceId: string, id: string): Promise<MemoryRow | undefined> {
  return tx
    .selectFrom('memory')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The memories with these ids, in no order. */
export async function selectByIds(tx: Tx, workspaceId: string, ids: string[]): Promise<MemoryRow[]> {
  if (ids.length === 0) return [];
  return tx
    .selectFrom('memory')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', ids)
    .execute();
}

type Filter = Pick<ParsedInput<'listMemories'>, 'as_of' | 'tags' | 'memory_type' | 'source' | 'domain'>;
type Page = { before?: [string, string]; limit: number };

export function selectMemories(
  tx: Tx,
  workspaceId: string,
  filter: Filter,
  page: Page,
): Promise<MemoryRow[]> {
  let query = tx.selectFrom('memory').select(columns).where('workspace_id', '=', workspaceId);
  if (filter.tags?.length) query = query.where(sql<boolean>`tags @> ${filter.tags}::text[]`);
  if (filter.memory_type) query = query.where('memory_type', '=', filter.memory_type);
  if (filter.source) query = query.where('source', '=', filter.source);
  if (filter.domain) query = query.where('domain', '=', filter.domain);
  const { as_of: at } = filter;
  if (at)
    query = query.where(
      sql<boolean>`valid_from <= ${at}::timestamptz AND (valid_to > ${at}::timestamptz OR valid_to IS NULL)`,
    );
  const { before } = page;
  if (before)
    query = query.where(sql<boolean>`(created_at, id) < (${before[0]}::timestamptz, ${before[1]}::uuid)`);
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute();
}

/** What is true now; the history of facts counts against no plan. */
export async function countMemories(tx: Tx, workspaceId: string): Promise<number> {
  const row = await tx
    .selectFrom('memory')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('valid_to', 'is', null)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Removes the memory, its edges, and every kept answer that holds it. */
export async function deleteMemory(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await sql`DELETE FROM relation WHERE workspace_id = ${workspaceId} AND (from_id = ${id} OR to_id = ${id})`.execute(
    tx,
  );
  await sql`DELETE FROM memory WHERE workspace_id = ${workspaceId} AND id = ${id}`.execute(tx);
  await sql`DELETE FROM idempotency WHERE workspace_id = ${workspaceId} AND answer::text LIKE ${`%${id}%`}`.execute(
    tx,
  );
}

/** Takes the workspace's row: on a plan with a limit, memories are counted by one writer at a time. */
export function lockCount(tx: Tx, workspaceId: string) {
  return tx.selectFrom('workspace').select('id').where('id', '=', workspaceId).forUpdate().executeTakeFirst();
}

/** One batch a workspace, until the transaction ends: two would wait for contents that the other has stored. */
export async function lockBatch(tx: Tx, workspaceId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${workspaceId} batch`}, 0))`.execute(tx);
}

/** Undoes what `work` did in the transaction, its locks included, when it returns false. */
export async function inSavepoint(tx: Tx, work: () => Promise<boolean>): Promise<boolean> {
  await sql`SAVEPOINT attempt`.execute(tx);
  const good = await work();
  if (!good) await sql`ROLLBACK TO SAVEPOINT attempt`.execute(tx);
  await sql`RELEASE SAVEPOINT attempt`.execute(tx);
  return good;
}

/** By type: what is true now, and between which times everything was stored, what is superseded included. */
export async function statistics(tx: Tx, workspaceId: string) {
  const rows = await tx
    .selectFrom('memory')
    .select([
      'memory_type',
      sql<number>`count(*) FILTER (WHERE valid_to IS NULL)::int`.as('count'),
      sql<Date>`min(created_at)`.as('oldest'),
      sql<Date>`max(created_at)`.as('newest'),
    ])
    .where('workspace_id', '=', workspaceId)
    .groupBy('memory_type')
    .execute();
  return rows;
}

/** How many memories were stored in each week since a time, by its Monday in UTC; weeks without any are left out. */
export async function countByWeek(
  tx: Tx,
  workspaceId: string,
  since: Date,
): Promise<{ monday: Date; stored: number }[]> {
  const { rows } = await sql<{ monday: Date; stored: number }>`
    SELECT date_trunc('week', created_at, 'UTC') AS monday, count(*)::int AS stored FROM memory
    WHERE workspace_id = ${workspaceId} AND created_at >= ${since} GROUP BY 1`.execute(tx);
  return rows;
}

export function toMemory(row: MemoryRow): MemoryShape {
  return {
    id: row.id,
    title: row.title,
    content: row.content,
    memory_type: row.memory_type,
    tags: row.tags,
    source: row.source,
    domain: row.domain,
    valid_from: row.valid_from.toISOString(),
    valid_to: row.valid_to?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
