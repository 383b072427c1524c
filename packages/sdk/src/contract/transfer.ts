import { z } from 'zod';
import { id, timestamp } from './common.ts';
import { documentLimits } from './documents.ts';
import { confidence, entityClass, entityDescription, entityName, predicateName } from './graph.ts';
import { memoryTypes } from './memories.ts';
import { operation } from './operation.ts';

/** The form of the archive; a change that older programs cannot read raises it. */
export const archiveFormat = 1;
/** Records of one import call, and bytes of its body. */
export const importLimits = { records: 500, bytes: 48 * 1024 * 1024 };

const entityRecord = z.strictObject({
  kind: z.literal('entity'),
  id,
  name: entityName,
  entity_class: entityClass,
  description: entityDescription.nullable(),
  aliases: z.array(entityName),
  /** Named in texts only: it goes with the last memory that names it. */
  implied: z.boolean(),
  created_at: timestamp,
  updated_at: timestamp,
});
const memoryRecord = z.strictObject({
  kind: z.literal('memory'),
  id,
  title: z.string().trim().min(1).max(500),
  content: z.string().refine((value) => value.trim() !== '', 'The content is empty.'),
  memory_type: z.enum(memoryTypes),
  tags: z.array(z.string().trim().min(1).max(100)).max(50),
  source: z.string().trim().min(1).max(500).nullable(),
  domain: z.string().trim().min(1).max(100).nullable(),
  valid_from: timestamp,
  valid_to: timestamp.nullable(),
  created_at: timestamp,
  updated_at: timestamp,
});
const documentRecord = z.strictObject({
  kind: z.literal('document'),
  id,
  title: z.string().trim().min(1).max(documentLimits.title),
  content: z.string().refine((value) => value.trim() !== '', 'The document is empty.'),
  media_type: z.string().trim().min(1).max(100),
  source: z.string().trim().min(1).max(500).nullable(),
  valid_from: timestamp,
  created_at: timestamp,
  updated_at: timestamp,
  /** SHA-256 in hexadecimal, by which an upload that changes nothing is known. */
  content_hash: z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256'),
  /** As a client cut it; null where the server did, and does again. */
  chunks: z
    .array(
      z.strictObject({
        heading_path: z.array(z.string().trim().min(1).max(500)).max(10),
        content: z.string().refine((value) => value.trim() !== '', 'The chunk is empty.'),
      }),
    )
    .min(1)
    .max(documentLimits.chunks)
    .nullable(),
});
/** One direction of an edge; its inverse and what follows from it are made anew. */
const relationRecord = z.strictObject({
  kind: z.literal('relation'),
  id,
  from_id: id,
  predicate: predicateName,
  to_id: id,
  confidence,
  reason: z.string().trim().min(1).max(1000).nullable(),
  created_at: timestamp,
});
const archiveRecord = z.discriminatedUnion(
  'kind',
  [entityRecord, memoryRecord, documentRecord, relationRecord],
  'A record is an object whose kind is entity, memory, document or relation.',
);
export type ArchiveRecord = z.output<typeof archiveRecord>;
export type ArchiveKind = ArchiveRecord['kind'];

const tag = 'archive';

export const transferOperations = {
  exportWorkspace: operation({
    method: 'GET',
    path: '/api/v1/workspace/export',
    tag,
    summary: 'The whole workspace as JSON Lines: a first line that says what it is, then a record a line',
    access: 'admin',
    effect: 'none',
    action: 'workspace.exported',
    status: 200,
    input: z.object({}),
    output: z.custom<AsyncIterable<string>>(),
    stream: ['application/x-ndjson'],
  }),
  importRecords: operation({
    method: 'POST',
    path: '/api/v1/workspace/import',
    tag,
    summary:
      'Bring in records of an archive, with their ids and times; those that are here already change nothing',
    access: 'admin',
    effect: 'write',
    action: 'workspace.imported',
    status: 200,
    maxBody: importLimits.bytes,
    input: z.object({ records: z.array(archiveRecord).min(1).max(importLimits.records) }),
    output: z.object({ created: z.number().int(), unchanged: z.number().int() }),
  }),
};
