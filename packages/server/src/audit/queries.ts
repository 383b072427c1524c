import type { Output } from '@knowmind/sdk';
import type { Selectable, SelectQueryBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Database, Tables, Tx } from '../db/types.ts';
import type { Entry } from './entry.ts';

export type AuditRow = Selectable<Tables['audit_entry']>;
export type AuditFilter = {
  action?: string | undefined;
  actorId?: string | undefined;
  targetId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

/** Appends entries to the workspace's chain; returns those that were left out, for their credential had ended. */
export async function insertEntries(
  db: Database | Tx,
  workspaceId: string,
  entries: readonly Entry[],
): Promise<Set<Entry>> {
  const refused = new Set<Entry>();
  // Nothing is written of a batch in which a credential has ended, so that nobody's place in the chain is lost.
  for (let rest = entries; rest.length > 0; rest = entries.filter((entry) => !refused.has(entry))) {
    const ended = await appendAudit(db, workspaceId, rest);
    if (ended.length === 0) break;
    const known = refused.size;
    for (const entry of rest) if (ended.includes(entry.credential ?? '')) refused.add(entry);
    if (refused.size === known) throw new Error('a credential of no entry has ended');
  }
  return refused;
}

/** Appends all of the entries, or none: then it returns the credentials that have ended. */
async function appendAudit(db: Database | Tx, workspaceId: string, entries: readonly Entry[]) {
  const payloads = entries.map(({ payload }) => payload).join('\n');
  const privateParts = entries.map(({ privatePart }) => privatePart).join('\n');
  const times = `{${entries.map(({ at }) => at).join()}}`;
  const credentials = [...new Set(entries.flatMap(({ credential }) => credential ?? []))];
  const { rows } = await sql<{ ended: string[] }>`
    SELECT append_audit(${workspaceId}, ${payloads}, ${privateParts}, ${times}, ${credentials}) AS ended`.execute(
    db,
  );
  return rows[0]?.ended ?? [];
}

export function insertHead(tx: Tx, workspaceId: string) {
  const hash = Buffer.alloc(32);
  return tx.insertInto('audit_head').values({ workspace_id: workspaceId, hash, start_hash: hash }).execute();
}

export function getHead(tx: Tx, workspaceId: string) {
  return tx
    .selectFrom('audit_head')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
}

export type Page = { before?: number; after?: number; limit: number };

/** So many entries are walked back through for a filter; what is rarer is found by the index of ranges. */
const nearby = 20_000;

export async function selectEntries(
  tx: Tx,
  workspaceId: string,
  filter: AuditFilter,
  page: Page,
): Promise<AuditRow[]> {
  let entries = tx.selectFrom('audit_entry').selectAll().where('workspace_id', '=', workspaceId);
  if (page.before !== undefined) entries = entries.where('seq', '<', String(page.before));
  if (page.after !== undefined) entries = entries.where('seq', '>', String(page.after));
  const query = matching(entries, filter);
  if (page.after !== undefined) return query.orderBy('seq', 'asc').limit(page.limit).execute();
  const newest = query.orderBy('seq', 'desc').limit(page.limit);
  if (!filter.action && !filter.actorId) return newest.execute();
  const top = page.before ?? Number((await getHead(tx, workspaceId)).seq);
  // Barriers, for the planner does not know how common an actor is: first a walk back, then by the ranges.
  const last = entries
    .where('seq', '>', String(top - nearby))
    .orderBy('seq', 'desc')
    .offset(0);
  const walk = matching(tx.selectFrom(last.as('audit_entry')).selectAll(), filter);
  const near = await walk.orderBy('seq', 'desc').limit(page.limit).execute();
  if (near.length === page.limit || top <= nearby) return near;
  return tx
    .selectFrom(query.offset(0).as('found'))
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(page.limit)
    .execute();
}

function matching(entries: SelectQueryBuilder<Tables, 'audit_entry', AuditRow>, filter: AuditFilter) {
  let query = entries;
  if (filter.action?.includes('.')) query = query.where('action', '=', filter.action);
  else if (filter.action) query = query.where(sql<boolean>`starts_with(action, ${`${filter.action}.`})`);
  if (filter.actorId) query = query.where('actor_id', '=', filter.actorId);
  if (filter.targetId) query = query.where('target_id', '=', filter.targetId);
  if (filter.from) query = query.where('at', '>=', new Date(filter.from));
  if (filter.to) query = query.where('at', '<', new Date(filter.to));
  return query;
}

/** Calls of one token since a time, by the scope they needed. */
export async function countCallsByScope(tx: Tx, workspaceId: string, tokenId: string, since: Date) {
  return tx
    .selectFrom('audit_entry')
    .select(['scope', sql<number>`count(*)::int`.as('calls'), sql<Date>`max(at)`.as('last_at')])
    .where('workspace_id', '=', workspaceId)
    .where('actor_id', '=', tokenId)
    .where('at', '>=', since)
    .groupBy('scope')
    .execute();
}

/**
 * Takes out of the entries about something whatever may say what it was; the chain still covers the rest. Returns
 * the targets that had such entries: each has to get an entry of its erasure, or the chain counts as changed.
 */
export async function erasePrivate(tx: Tx, workspaceId: string, targetIds: string[]): Promise<string[]> {
  if (targetIds.length === 0) return [];
  const nothing = {
    actor_name: null,
    actor_prefix: null,
    target_name: null,
    ip: null,
    client: null,
    details: null,
  };
  const rows = await tx
    .updateTable('audit_entry')
    .set({ ...nothing, salt: null })
    .where('workspace_id', '=', workspaceId)
    .where('target_id', 'in', targetIds)
    .where('target_name', 'is not', null)
    .returning('target_id')
    .execute();
  return [...new Set(rows.flatMap(({ target_id }) => target_id ?? []))];
}

/** Removes entries before a time and leaves the last removed hash as the chain's new start. */
export async function prune(tx: Tx, workspaceId: string, before: Date): Promise<number> {
  // The chain's lock comes first, as it does for whoever appends.
  await sql`SELECT FROM audit_head WHERE workspace_id = ${workspaceId} FOR UPDATE`.execute(tx);
  const { rows } = await sql<{ pruned: number }>`
    WITH keep AS (SELECT coalesce(min(seq), (SELECT max(seq) + 1 FROM audit_entry WHERE workspace_id = ${workspaceId})) AS seq
      FROM audit_entry WHERE workspace_id = ${workspaceId} AND at >= ${before}),
    gone AS (DELETE FROM audit_entry WHERE workspace_id = ${workspaceId} AND seq < (SELECT seq FROM keep)
      RETURNING seq, hash),
    last AS (SELECT seq, hash FROM gone ORDER BY seq DESC LIMIT 1),
    start AS (UPDATE audit_head SET start_seq = last.seq, start_hash = last.hash FROM last
      WHERE workspace_id = ${workspaceId} RETURNING 1)
    SELECT (SELECT count(*) FROM gone)::int AS pruned, (SELECT count(*) FROM start) AS moved`.execute(tx);
  return rows[0]?.pruned ?? 0;
}

export type AuditEntry = Output<'listAudit'>['items'][number];

export function toAuditEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    seq: Number(row.seq),
    at: row.at.toISOString(),
    action: row.action,
    actor: { type: row.actor_type, id: row.actor_id, name: row.actor_name, prefix: row.actor_prefix },
    target: row.target_type ? { type: row.target_type, id: row.target_id, name: row.target_name } : null,
    scope: row.scope,
    ip: row.ip,
    client: row.client,
    requestId: row.request_id,
    result: row.result,
    details: row.details ? (JSON.parse(row.details) as Record<string, unknown>) : null,
  };
}
