import type { Output, ParsedInput } from '@knowmind/sdk';
import { type Selectable, sql } from 'kysely';
import type { Tables, Tx } from '../db/types.ts';

export type MemoryRow = Omit<Selectable<Tables['memory']>, 'terms' | 'content_hash' | 'length'>;
export type MemoryShape = Output<'getMemory'>;

const columns = [
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

/** Stores the memory unless one with the same content is true now; then returns undefined. */
export function insertMemory(tx: Tx, { terms, ...memory }: NewMemory): Promise<MemoryRow | undefined> {
  return tx
    .insertInto('memory')
    .values({ ...memory, terms: sql`${terms}::tsvector` })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'content_hash']).where('valid_to', 'is', null).doNothing(),
    )
    .returning(columns)
    .executeTakeFirst();
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

export function findMemory(tx: Tx, workspaceId: string, id: string): Promise<MemoryRow | undefined> {
  return tx
    .selectFrom('memory')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

type Filter = Pick<ParsedInput<'listMemories'>, 'tags' | 'memory_type' | 'source' | 'domain'>;
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
  const { before } = page;
  if (before)
    query = query.where(sql<boolean>`(created_at, id) < (${before[0]}::timestamptz, ${before[1]}::uuid)`);
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute();
}

export async function countMemories(tx: Tx, workspaceId: string): Promise<number> {
  const row = await tx
    .selectFrom('memory')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Takes the workspace's row: on a plan with a limit, memories are counted by one writer at a time. */
export function lockCount(tx: Tx, workspaceId: string) {
  return tx.selectFrom('workspace').select('id').where('id', '=', workspaceId).forUpdate().executeTakeFirst();
}

export async function statistics(tx: Tx, workspaceId: string) {
  const rows = await tx
    .selectFrom('memory')
    .select([
      'memory_type',
      sql<number>`count(*)::int`.as('count'),
      sql<Date>`min(created_at)`.as('oldest'),
      sql<Date>`max(created_at)`.as('newest'),
    ])
    .where('workspace_id', '=', workspaceId)
    .groupBy('memory_type')
    .execute();
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
