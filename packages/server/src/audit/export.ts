import type { ParsedInput } from '@knowmind/sdk';
import type { CallContext } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import { type AuditEntry, selectEntries, toAuditEntry } from './queries.ts';

const pageSize = 1000;
const columns = [
  'seq',
  'at',
  'action',
  'actor_type',
  'actor_id',
  'actor_name',
  'actor_prefix',
  'target_type',
  'target_id',
  'target_name',
  'scope',
  'ip',
  'client',
  'request_id',
  'result',
  'details',
];

/** Streams the log page by page, so that its length does not matter to memory. */
export async function exportAudit(
  ctx: CallContext,
  input: ParsedInput<'exportAudit'>,
): Promise<AsyncIterable<string>> {
  const { format, ...filter } = input;
  return lines(ctx, filter, format);
}

async function* lines(
  ctx: CallContext,
  filter: Omit<ParsedInput<'exportAudit'>, 'format'>,
  format: 'jsonl' | 'csv',
) {
  const workspaceId = ctx.caller.workspace?.id ?? '';
  if (format === 'csv') yield `${columns.join(',')}\r\n`;
  for (let after = 0; ; ) {
    const page = { after, limit: pageSize };
    const rows = await inWorkspace(ctx.services.db, workspaceId, (tx) =>
      selectEntries(tx, workspaceId, filter, page),
    );
    const entries = rows.map(toAuditEntry);
    yield entries.map(format === 'csv' ? toCsvLine : (entry) => `${JSON.stringify(entry)}\n`).join('');
    const last = entries.at(-1);
    if (!last || entries.length < pageSize) return;
    after = last.seq;
  }
}

/** RFC 4180. A field that a spreadsheet would run as a formula gets a leading apostrophe. */
function toCsvLine(entry: AuditEntry): string {
  const fields = [
    entry.seq,
    entry.at,
    entry.action,
    entry.actor.type,
    entry.actor.id,
    entry.actor.name,
    entry.actor.prefix,
    entry.target?.type,
    entry.target?.id,
    entry.target?.name,
    entry.scope,
    entry.ip,
    entry.client,
    entry.requestId,
    entry.result,
    entry.details ? JSON.stringify(entry.details) : null,
  ];
  return `${fields.map((field) => quote(String(field ?? ''))).join(',')}\r\n`;
}

function quote(field: string): string {
  const safe = /^[=+\-@\t\r]/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
