import { createHash } from 'node:crypto';
import type { Output } from '@knowmind/sdk';
import type { CallContext } from '../context.ts';
import { inSnapshot } from '../db/tenant.ts';
import { hashPrivate, toPayload, toPrivatePart } from './entry.ts';
import { type AuditRow, getHead, selectEntries } from './queries.ts';

const pageSize = 1000;
/** Only these take what is private out of earlier entries about the same target. */
const erasures = new Set(['memory.erased', 'document.erased', 'entity.erased']);

type Verdict = Output<'verifyAudit'>;
type Head = Awaited<ReturnType<typeof getHead>>;

type Walk = {
  start: number;
  seq: number;
  hash: Buffer;
  erased: number;
  /** The first erased entry about each target whose erasure has not been met yet. */
  unproven: Map<string, number>;
};
type Bad = Verdict['firstBad'];

/**
 * Walks the chain from its start and names the first entry that does not fit. Each page is read in a
 * transaction of its own, so that other calls go on meanwhile.
 */
export async function verifyAudit(ctx: CallContext): Promise<Verdict> {
  const workspaceId = ctx.caller.workspace?.id ?? '';
  const walk: Walk = { start: -1, seq: -1, hash: Buffer.alloc(0), erased: 0, unproven: new Map() };
  for (;;) {
    const { head, rows } = await inSnapshot(ctx.services.db, workspaceId, async (tx) => {
      const head = await getHead(tx, workspaceId);
      const after = Math.max(walk.seq, Number(head.start_seq));
      return { head, rows: await selectEntries(tx, workspaceId, {}, { after, limit: pageSize }) };
    });
    // The first page, or entries not read yet were pruned: the chain begins at its new start.
    if (Number(head.start_seq) > walk.seq) beginAt(walk, head);
    const bad = walkOver(walk, rows, Number(head.seq)) ?? (rows.length < pageSize ? endOf(walk, head) : null);
    if (bad || rows.length < pageSize) return toVerdict(walk, head, bad);
  }
}

function beginAt(walk: Walk, { start_seq, start_hash }: Head): void {
  walk.start = Number(start_seq);
  walk.seq = walk.start;
  walk.hash = start_hash;
  walk.erased = 0;
  walk.unproven.clear();
}

function walkOver(walk: Walk, rows: AuditRow[], headSeq: number): Bad {
  for (const row of rows) {
    const seq = Number(row.seq);
    if (seq > headSeq && walk.seq === headSeq) return { seq, problem: 'unexpected' };
    if (seq !== walk.seq + 1) return { seq: walk.seq + 1, problem: 'missing' };
    if (!isIntact(row, walk.hash)) return { seq, problem: 'changed' };
    if (isErased(row)) {
      if (row.target_id === null) return { seq, problem: 'changed' };
      walk.erased += 1;
      if (!walk.unproven.has(row.target_id)) walk.unproven.set(row.target_id, seq);
    } else if (row.target_id !== null && erasures.has(row.action)) walk.unproven.delete(row.target_id);
    walk.seq = seq;
    walk.hash = row.hash;
  }
  return null;
}

/** What only the whole chain shows: that it reaches its head, and that all that is erased was erased by someone. */
function endOf(walk: Walk, head: Head): Bad {
  if (walk.seq < Number(head.seq)) return { seq: walk.seq + 1, problem: 'missing' };
  if (walk.unproven.size > 0) return { seq: Math.min(...walk.unproven.values()), problem: 'changed' };
  return walk.hash.equals(head.hash) ? null : { seq: walk.seq, problem: 'changed' };
}

function toVerdict({ start, seq, erased }: Walk, head: Head, firstBad: Bad): Verdict {
  return {
    intact: firstBad === null,
    entries: seq - start,
    erased,
    firstSeq: seq === start ? null : start + 1,
    lastSeq: seq === start ? null : seq,
    head: head.hash.toString('hex'),
    firstBad,
  };
}

/** Of an erased entry nothing private is left; its hash stays, and the chain covers that. */
function isErased(row: AuditRow): boolean {
  const { salt, actor_name, actor_prefix, target_name, ip, client, details } = row;
  return [salt, actor_name, actor_prefix, target_name, ip, client, details].every((value) => value === null);
}

function isIntact(row: AuditRow, previous: Buffer): boolean {
  if (!isErased(row) && !hasPrivateHash(row)) return false;
  const payload = toPayload({
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    actorType: row.actor_type,
    actorId: row.actor_id,
    scope: row.scope,
    targetType: row.target_type,
    targetId: row.target_id,
    requestId: row.request_id,
    result: row.result,
    privateHash: row.private_hash,
  });
  const expected = createHash('sha256').update(previous).update(`${row.seq} ${payload}`).digest();
  return expected.equals(row.hash);
}

function hasPrivateHash(row: AuditRow): boolean {
  const privatePart = toPrivatePart(row.salt ?? '', {
    actorName: row.actor_name,
    actorPrefix: row.actor_prefix,
    targetName: row.target_name,
    ip: row.ip,
    client: row.client,
    details: row.details,
  });
  return hashPrivate(privatePart) === row.private_hash;
}
