import { createHash } from 'node:crypto';
import type { Output } from '@knowmind/sdk';
import type { CallContext } from '../context.ts';
import { withSight } from '../db/tenant.ts';
import type { Tx } from '../db/types.ts';
import { hashPrivate, toPayload } from './entry.ts';
import { type AuditRow, getHead, selectEntries } from './queries.ts';

const pageSize = 1000;
type Verdict = Output<'verifyAudit'>;

/** Walks the chain from its start and names the first entry that does not fit. */
export function verifyAudit(ctx: CallContext): Promise<Verdict> {
  const workspaceId = ctx.caller.workspace?.id ?? '';
  return withSight(ctx.services.db, { workspaceId }, (tx) => walk(tx, workspaceId));
}

async function walk(tx: Tx, workspaceId: string): Promise<Verdict> {
  const head = await getHead(tx, workspaceId);
  let seq = Number(head.start_seq);
  let hash = head.start_hash;
  const verdict = (firstBad: Verdict['firstBad']): Verdict => ({
    intact: firstBad === null,
    entries: seq - Number(head.start_seq),
    firstSeq: seq === Number(head.start_seq) ? null : Number(head.start_seq) + 1,
    lastSeq: seq === Number(head.start_seq) ? null : seq,
    head: head.hash.toString('hex'),
    firstBad,
  });
  for (;;) {
    const rows = await selectEntries(tx, workspaceId, {}, { after: seq, limit: pageSize });
    for (const row of rows) {
      // Entries written since the head was read belong to the next verification.
      if (Number(row.seq) > Number(head.seq)) break;
      if (Number(row.seq) !== seq + 1) return verdict({ seq: seq + 1, problem: 'missing' });
      if (!isIntact(row, hash)) return verdict({ seq: seq + 1, problem: 'changed' });
      seq += 1;
      hash = row.hash;
    }
    if (rows.length < pageSize || seq >= Number(head.seq)) break;
  }
  if (seq < Number(head.seq)) return verdict({ seq: seq + 1, problem: 'missing' });
  return hash.equals(head.hash) ? verdict(null) : verdict({ seq, problem: 'changed' });
}

function isIntact(row: AuditRow, previous: Buffer): boolean {
  const privateFields = {
    actorName: row.actor_name,
    actorPrefix: row.actor_prefix,
    targetName: row.target_name,
    ip: row.ip,
    client: row.client,
    details: row.details,
  };
  // Of an erased entry nothing private is left; its hash stays, and the chain covers that.
  const erased = row.salt === null && Object.values(privateFields).every((value) => value === null);
  if (!erased && hashPrivate(row.salt ?? '', privateFields) !== row.private_hash) return false;
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
