import { z } from 'zod';
import { id } from './common.ts';
import { documentInput, documentLimits, embeddingProvider } from './documents.ts';
import { operation } from './operation.ts';

/** The path and field names that existing clients use. */
export const documentAliasOperations = {
  uploadDocumentAlias: operation({
    method: 'POST',
    path: '/api/documents',
    tag: 'documents',
    summary: 'Older name of POST /api/v1/documents; its errors are { "error": "message" }',
    access: 'write',
    effect: 'write',
    action: 'document.uploaded',
    status: 201,
    maxBody: documentLimits.bodyBytes,
    plainErrors: true,
    input: z.object(documentInput),
    output: z.object({
      id,
      /** None where the content was there already. */
      chunksWritten: z.number().int(),
      embeddingProvider,
      unchanged: z.boolean(),
    }),
  }),
};
