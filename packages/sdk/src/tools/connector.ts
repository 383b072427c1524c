import { z } from 'zod';
import { reads, tool } from './tool.ts';

const url = z.string().describe('Its page in the dashboard.');

/** The two tools that ChatGPT's connectors ask for, in the form they ask for. */
export const connectorTools = {
  search: tool({
    title: 'Search the memory',
    description:
      'Searches the long-term memory and answers with id, title and address of each memory or document found. Read one of ' +
      'them with fetch.',
    scope: 'read',
    effects: reads,
    operation: 'recall',
    fields: { query: { says: 'What to look for.' } },
    fixed: { k: 10 },
    output: z.object({ results: z.array(z.object({ id: z.string(), title: z.string(), url })) }),
  }),
  fetch: tool({
    title: 'Read a memory or a document',
    description:
      'Answers with the whole text of a memory or a document that search or a recall has named by its id.',
    scope: 'read',
    effects: reads,
    operation: 'getMemory',
    fields: { id: { says: 'Id of the memory or the document.' } },
    output: z.object({
      id: z.string(),
      title: z.string(),
      text: z.string(),
      url,
      metadata: z.record(z.string(), z.string()),
    }),
  }),
};
