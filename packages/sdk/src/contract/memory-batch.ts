import { z } from 'zod';
import { errorStatus } from '../errors.ts';
import { id } from './common.ts';
import { documentLimits } from './documents.ts';
import { memoryEntry } from './memories.ts';
import { operation } from './operation.ts';

const { $schema: _, ...entryForm } = z.toJSONSchema(memoryEntry, { io: 'input' });
/** Checked one by one, later: what is wrong with an entry refuses that one alone. */
const entry = z.custom<z.input<typeof memoryEntry>>(() => true).meta(entryForm);
const code = z.enum(Object.keys(errorStatus) as (keyof typeof errorStatus)[]);

export const memoryBatchOperations = {
  storeMemories: operation({
    method: 'POST',
    path: '/api/v1/memory/batch',
    tag: 'memory',
    summary: 'Store up to 100 memories in one transaction, with an answer for each',
    access: 'write',
    effect: 'write',
    action: 'memory.batch_stored',
    status: 200,
    maxBody: documentLimits.bodyBytes,
    input: z.object({ entries: z.array(entry).min(1).max(100) }),
    output: z.object({
      stored: z.number().int(),
      unchanged: z.number().int(),
      refused: z.number().int(),
      /** In the order of the entries. */
      items: z.array(
        z.object({
          status: z.enum(['stored', 'unchanged', 'refused']),
          /** Null where it was refused. */
          id: id.nullable(),
          title: z.string().nullable(),
          /** Why it was refused, as storing it alone would have been. */
          error: z
            .object({
              code,
              message: z.string(),
              details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
            })
            .optional(),
        }),
      ),
    }),
  }),
};
