import { archiveFormat } from '@knowmind/sdk';
import { selectEntries, toAuditEntry } from '../audit/index.ts';
import type { CallContext } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import { AppError } from '../errors.ts';
import { countLines, type Kind, kinds, selectLines } from './queries.ts';

/** Records of a page: a document can have ten megabytes. */
const pageSizes: Record<Kind | 'audit', number> = {
  entity: 500,
  memory: 200,
  document: 4,
  relation: 500,
  audit: 500,
};

/**
 * Streams the workspace as it is at this moment, page by page, so that its size does not matter to memory and other
 * calls go on meanwhile: a first line that says what follows, a record a line, the audit log, and a last line
 * by which one can tell that nothing was cut off.
 */
export async function exportWorkspace(ctx: CallContext): Promise<AsyncIterable<string>> {
  const { workspace } = ctx.caller;
  if (!workspace) throw new AppError('unauthenticated', 'An export is of a workspace.');
  return lines(ctx, workspace);
}

type Workspace = { id: string; name: string };

async function* lines(ctx: CallContext, { id, name }: Workspace) {
  const before = ctx.now;
  const { db } = ctx.services;
  const counts: Record<string, number> = {};
  for (const kind of kinds)
    counts[kind] = await inWorkspace(db, id, (tx) => countLines(tx, id, kind, before));
  yield toLine({ kind: 'workspace', format: archiveFormat, name, exported_at: before.toISOString(), counts });
  let records = 0;
  const nodes = createIdSet();
  for (const kind of kinds) {
    for await (const page of pages(ctx, id, kind)) {
      // What was begun before this moment and ended after its kind was read is in no archive, and neither are its edges.
      const whole = page.filter(({ ends }) => ends.every(nodes.has));
      if (kind !== 'relation') for (const each of page) nodes.add(each.id);
      records += whole.length;
      yield whole.map(({ line }) => `${line}\n`).join('');
    }
  }
  yield* auditLines(ctx, id);
  yield toLine({ kind: 'end', records });
}

async function* pages(ctx: CallContext, workspaceId: string, kind: Kind) {
  for (let after: [string, string] | undefined; ; ) {
    const page = { before: ctx.now, after, limit: pageSizes[kind] };
    const rows = await inWorkspace(ctx.services.db, workspaceId, (tx) =>
      selectLines(tx, workspaceId, kind, page),
    );
    yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < pageSizes[kind]) return;
    after = [last.created_at, last.id];
  }
}

/** The log with the hashes of its chain: it goes with the archive, and is not read back into another chain. */
async function* auditLines(ctx: CallContext, workspaceId: string) {
  for (let after = 0; ; ) {
    const page = { after, limit: pageSizes.audit };
    const rows = await inWorkspace(ctx.services.db, workspaceId, (tx) =>
      selectEntries(tx, workspaceId, {}, page),
    );
    for (const row of rows) {
      const chained = { salt: row.salt, private_hash: row.private_hash, hash: row.hash.toString('hex') };
      yield toLine({ kind: 'audit', ...toAuditEntry(row), ...chained });
    }
    const last = rows.at(-1);
    if (!last || rows.length < pageSizes.audit) return;
    after = Number(last.seq);
  }
}

/** Ids in 16 characters of one byte each: a million of them fit in some 50 MB. */
function createIdSet() {
  const ids = new Set<string>();
  const pack = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex').toString('latin1');
  return { add: (id: string) => void ids.add(pack(id)), has: (id: string) => ids.has(pack(id)) };
}

function toLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
