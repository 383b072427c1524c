import { z } from 'zod';
import { fileInput, id, pageInput, pageOf, timestamp } from './common.ts';
import { givenRelations } from './memories.ts';
import { operation } from './operation.ts';

const maxContentBytes = 10 * 1024 * 1024;
/** What stands around the text in a request. */
const wrappingBytes = 64 * 1024;
/** `chunkBytes`: of a chunk that a client cut itself. `embedding`: numbers that a client's vector has by default. */
export const documentLimits = {
  contentBytes: maxContentBytes,
  bodyBytes: maxContentBytes + wrappingBytes,
  title: 500,
  chunks: 20_000,
  chunkBytes: 100 * 1024,
  embedding: 1024,
} as const;

/** Vectors are kept in single precision (IEEE 754 binary32). */
const largestFloat = (2 - 2 ** -23) * 2 ** 127;

const documentShape = z.object({
  id,
  title: z.string(),
  source: z.string().nullable(),
  mediaType: z.string(),
  /** Of the text, in UTF-8. */
  bytes: z.number().int(),
  /** How many it was cut into. */
  chunks: z.number().int(),
  createdAt: timestamp,
  /** When this content took the place of an earlier one. */
  updatedAt: timestamp,
});

const chunkShape = z.object({
  id,
  /** Its place in the document, from 0. */
  position: z.number().int(),
  headingPath: z.array(z.string()),
  content: z.string(),
});

const givenChunk = z
  .object({
    content: z.string().refine((value) => value.trim() !== '', 'The chunk is empty.'),
    headingPath: z.array(z.string().trim().min(1).max(500)).max(10).default([]),
    embedding: z
      .array(z.number().min(-largestFloat).max(largestFloat))
      .min(1)
      .max(16_000)
      .optional()
      .describe('Made by embeddingModel; a chunk without one is embedded by the server.'),
  })
  .strict();

export const documentInput = {
  title: z.string().trim().min(1).max(documentLimits.title),
  content: z.string().refine((value) => value.trim() !== '', 'The document is empty.'),
  source: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .optional()
    .describe(
      'Left out, a document that is there keeps the one it has; another takes its place, and none takes it away.',
    ),
  relations: givenRelations.default([]),
  chunks: z.array(givenChunk).min(1).max(documentLimits.chunks).optional(),
  embeddingModel: z.string().trim().min(1).max(200).optional(),
  replaceDocumentId: id.optional(),
};
export const embeddingProvider = z.enum(['none', 'openai', 'onnx', 'client']);
const tag = 'documents';

export const documentOperations = {
  uploadDocument: operation({
    method: 'POST',
    path: '/api/v1/documents',
    tag,
    summary: 'Upload a document; one of the same title is replaced',
    access: 'write',
    effect: 'write',
    action: 'document.uploaded',
    status: 201,
    maxBody: documentLimits.bodyBytes,
    file: 'file',
    input: z.object({
      ...documentInput,
      title: documentInput.title
        .optional()
        .describe(
          'May be left out with a file: that of the document it replaces, else its name without the ending.',
        ),
      content: documentInput.content.optional().describe('A text in Markdown, or else a file.'),
      file: fileInput
        .optional()
        .describe('Markdown, plain text, HTML, PDF or DOCX up to 10 MB, sent as multipart/form-data.'),
    }),
    output: documentShape.extend({
      /** The document was there with this very content. */
      unchanged: z.boolean(),
      /** Another content was there before. */
      replaced: z.boolean(),
      /** Who makes the vectors of its chunks. */
      embeddingProvider,
    }),
  }),
  listDocuments: operation({
    method: 'GET',
    path: '/api/v1/documents',
    tag,
    summary: 'Documents, last changed first',
    access: 'read',
    effect: 'read',
    action: 'document.listed',
    status: 200,
    input: z.object({
      ...pageInput,
      title: z.string().trim().min(1).max(documentLimits.title).optional().describe('Exactly this title.'),
      source: z.string().max(500).optional(),
      query: z.string().trim().min(1).max(200).optional().describe('The title holds this.'),
    }),
    output: pageOf(documentShape),
  }),
  getDocument: operation({
    method: 'GET',
    path: '/api/v1/documents/{id}',
    tag,
    summary: 'One document with its text',
    access: 'read',
    effect: 'read',
    action: 'document.read',
    status: 200,
    input: z.object({ id }),
    output: documentShape.extend({ content: z.string() }),
  }),
  listChunks: operation({
    method: 'GET',
    path: '/api/v1/documents/{id}/chunks',
    tag,
    summary: 'The chunks of a document, in order',
    access: 'read',
    effect: 'read',
    action: 'document.chunks_read',
    status: 200,
    input: z.object({
      id,
      ...pageInput,
      from: id.optional().describe('The chunk that the first page begins with; its first one when left out.'),
    }),
    output: pageOf(chunkShape),
  }),
  eraseDocument: operation({
    method: 'DELETE',
    path: '/api/v1/documents/{id}',
    tag,
    summary: 'Erase a document for good',
    access: 'admin',
    effect: 'write',
    action: 'document.erased',
    status: 200,
    input: z.object({ id }),
    output: z.object({ ok: z.literal(true) }),
  }),
};
