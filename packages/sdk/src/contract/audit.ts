import { z } from 'zod';
import { id, pageInput, pageOf, timestamp } from './common.ts';
import { operation } from './operation.ts';

const actorTypes = ['person', 'token', 'oauth', 'system'] as const;

const auditEntryShape = z.object({
  id,
  seq: z.number().int(),
  at: timestamp,
  action: z.string(),
  actor: z.object({
    type: z.enum(actorTypes),
    id: z.string().nullable(),
    name: z.string().nullable(),
    prefix: z.string().nullable(),
  }),
  target: z.object({ type: z.string(), id: z.string().nullable(), name: z.string().nullable() }).nullable(),
  scope: z.string().nullable(),
  ip: z.string().nullable(),
  client: z.string().nullable(),
  requestId: z.string().nullable(),
  result: z.string(),
  details: z.record(z.string(), z.unknown()).nullable(),
});

const filter = {
  action: z.string().min(1).max(60).optional().describe('An action, or its first part such as `token`.'),
  actorId: z.string().min(1).max(60).optional().describe('The token, the person or the grant that acted.'),
  targetId: z.string().min(1).max(60).optional().describe('What the entries are about.'),
  from: timestamp.optional().describe('Entries of this time and later.'),
  to: timestamp.optional().describe('Entries before this time.'),
};
const tag = 'audit';

export const auditOperations = {
  listAudit: operation({
    method: 'GET',
    path: '/api/v1/audit',
    tag,
    summary: 'The audit log, newest first',
    access: 'admin',
    effect: 'read',
    action: 'audit.read',
    status: 200,
    input: z.object({ ...pageInput, ...filter }),
    output: pageOf(auditEntryShape),
  }),
  exportAudit: operation({
    method: 'GET',
    path: '/api/v1/audit/export',
    tag,
    summary: 'The audit log as JSON Lines or CSV, oldest first',
    access: 'admin',
    effect: 'none',
    action: 'audit.exported',
    status: 200,
    input: z.object({ ...filter, format: z.enum(['jsonl', 'csv']).default('jsonl') }),
    output: z.custom<AsyncIterable<string>>(),
    stream: ['application/x-ndjson', 'text/csv'],
  }),
  verifyAudit: operation({
    method: 'GET',
    path: '/api/v1/audit/verify',
    tag,
    summary: 'Proves that no entry was changed or removed',
    access: 'admin',
    effect: 'none',
    action: 'audit.verified',
    status: 200,
    input: z.object({}),
    output: z.object({
      intact: z.boolean(),
      entries: z.number(),
      erased: z.number().describe('Entries whose private parts went with what they were about.'),
      firstSeq: z.number().nullable(),
      lastSeq: z.number().nullable(),
      head: z.string(),
      firstBad: z
        .object({ seq: z.number(), problem: z.enum(['missing', 'changed', 'unexpected']) })
        .nullable(),
    }),
  }),
};
