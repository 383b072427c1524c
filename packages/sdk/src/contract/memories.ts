import { z } from 'zod';
import { id, pageInput, pageOf, timestamp } from './common.ts';
import { confidence, entityClass, entityDescription, entityName, predicateName } from './graph.ts';
import { operation } from './operation.ts';

export const memoryTypes = ['semantic', 'episodic', 'procedural', 'reference'] as const;
const memoryType = z.enum(memoryTypes);
const maxContentBytes = 100 * 1024;

const memoryShape = z.object({
  id,
  title: z.string(),
  content: z.string(),
  memory_type: memoryType,
  tags: z.array(z.string()),
  source: z.string().nullable(),
  domain: z.string().nullable(),
  valid_from: timestamp,
  valid_to: timestamp.nullable(),
  created_at: timestamp,
  updated_at: timestamp,
});

const edgeShape = z.object({
  from_id: id,
  from: z.string(),
  predicate: z.string(),
  to_id: id,
  to: z.string(),
});

const hitShape = z.object({
  /** Null: a passage of a document, whose chunk and document are named. */
  memory_id: id.nullable(),
  chunk_id: id.nullable(),
  document_id: id.nullable(),
  title: z.string(),
  /** Of a passage: the headings it stands under. */
  heading_path: z.array(z.string()).optional(),
  content: z.string(),
  score: z.number().min(0).max(1),
  source: z.string().nullable(),
  tags: z.array(z.string()),
  memory_type: memoryType,
  valid_from: timestamp,
  valid_to: timestamp.nullable(),
  metadata: z.object({ source_id: z.string().nullable(), name: z.string(), title: z.string() }),
  /** Each stage that found it: at which rank, by which words of the query, over which edges. */
  why: z.array(
    z.object({
      stage: z.string(),
      rank: z.number().int(),
      terms: z.array(z.string()).optional(),
      over: z.array(edgeShape).optional(),
    }),
  ),
});

const tags = z.array(z.string().trim().min(1).max(100)).max(50);
const facets = {
  tags: tags.optional(),
  memory_type: memoryType.optional(),
  source: z.string().max(500).optional(),
  domain: z.string().max(100).optional(),
};
const tag = 'memory';
const content = z
  .string()
  .refine((value) => value.trim() !== '', 'Content is empty: write what is to be remembered.');

/** Edges of what is stored to entities, which are made where they are missing. */
export const givenRelations = z
  .array(
    z.object({
      predicate: predicateName,
      object: entityName.describe('Name or id of what it leads to.'),
      object_class: entityClass.optional(),
      object_description: entityDescription.optional(),
      confidence: confidence.default(1),
    }),
  )
  .max(50);

/** What is given to store one memory. */
export const memoryEntry = z
  .object({
    content,
    title: z.string().trim().min(1).max(500).optional(),
    memory_type: memoryType.default('semantic'),
    tags: tags.default([]),
    source: z.string().trim().min(1).max(500).optional(),
    domain: z.string().trim().min(1).max(100).optional(),
    valid_from: timestamp.optional(),
    relations: givenRelations.default([]),
  })
  .strict();

export const memoryOperations = {
  recall: operation({
    method: 'POST',
    path: '/api/v1/memory/recall',
    tag,
    summary: 'Find what the memory knows',
    access: 'read',
    effect: 'none',
    action: 'memory.recalled',
    status: 200,
    input: z.object({
      query: z.string().trim().min(1).max(10_000),
      k: z.number().int().min(1).max(25).default(5),
      hops: z.number().int().min(0).max(3).default(2),
      use_graph: z.boolean().default(true),
      as_of: timestamp.optional(),
      ...facets,
    }),
    output: z.object({
      items: z.array(hitShape),
      elapsed_ms: z.number(),
      latency_ms: z.number(),
      /** Stages that were left out because their model did not answer. */
      degraded: z.array(z.enum(['vector', 'rerank'])).optional(),
    }),
  }),
  storeMemory: operation({
    method: 'POST',
    path: '/api/v1/memory/entries',
    tag,
    summary: 'Store a memory',
    access: 'write',
    effect: 'write',
    action: 'memory.created',
    status: 201,
    input: memoryEntry,
    output: memoryShape.extend({ unchanged: z.boolean() }),
  }),
  listMemories: operation({
    method: 'GET',
    path: '/api/v1/memory/entries',
    tag,
    summary: 'Memories, newest first',
    access: 'read',
    effect: 'read',
    action: 'memory.listed',
    status: 200,
    input: z.object({
      ...pageInput,
      as_of: timestamp.optional().describe('Only what was true at this time.'),
      ...facets,
    }),
    output: pageOf(memoryShape),
  }),
  getMemory: operation({
    method: 'GET',
    path: '/api/v1/memory/entries/{id}',
    tag,
    summary: 'One memory',
    access: 'read',
    effect: 'read',
    action: 'memory.read',
    status: 200,
    input: z.object({ id }),
    output: memoryShape,
  }),
  getHistory: operation({
    method: 'GET',
    path: '/api/v1/memory/entries/{id}/history',
    tag,
    summary: 'Every state of a fact, oldest first',
    access: 'read',
    effect: 'read',
    action: 'memory.history_read',
    status: 200,
    input: z.object({ id }),
    output: z.object({
      /** `reason`: why it took the place of the one before. */
      items: z.array(memoryShape.extend({ reason: z.string().nullable() })),
    }),
  }),
  supersedeMemory: operation({
    method: 'POST',
    path: '/api/v1/memory/entries/{id}/supersede',
    tag,
    summary: 'Update a fact: the old memory ends, a new one begins',
    access: 'write',
    effect: 'write',
    action: 'memory.superseded',
    status: 201,
    input: z.object({
      id,
      content,
      title: z.string().trim().min(1).max(500).optional(),
      reason: z.string().trim().min(1).max(1000).optional(),
    }),
    output: memoryShape.extend({ unchanged: z.boolean(), supersedes: id.nullable() }),
  }),
  eraseMemory: operation({
    method: 'DELETE',
    path: '/api/v1/memory/entries/{id}',
    tag,
    summary: 'Erase a memory for good',
    access: 'admin',
    effect: 'write',
    action: 'memory.erased',
    status: 200,
    input: z.object({ id }),
    output: z.object({ ok: z.literal(true) }),
  }),
  listRecent: operation({
    method: 'GET',
    path: '/api/v1/memory/recent',
    tag,
    summary: 'What was stored last',
    access: 'read',
    effect: 'read',
    action: 'memory.recent',
    status: 200,
    input: z.object({ k: z.number().int().min(1).max(50).default(10) }),
    output: z.object({ items: z.array(memoryShape) }),
  }),
  getStats: operation({
    method: 'GET',
    path: '/api/v1/stats',
    tag,
    summary: 'How much the memory holds',
    access: 'read',
    effect: 'read',
    action: 'stats.read',
    status: 200,
    input: z.object({}),
    output: z.object({
      /** Those that are true now; what was superseded is history. */
      memories: z.number(),
      documents: z.number(),
      chunks: z.number(),
      entities: z.number(),
      /** An edge and its inverse are one. */
      relations: z.number(),
      byType: z.object({
        semantic: z.number(),
        episodic: z.number(),
        procedural: z.number(),
        reference: z.number(),
      }),
      oldestAt: timestamp.nullable(),
      newestAt: timestamp.nullable(),
      /** Memories stored in each of the last 12 weeks and still there, oldest first; `from`: its Monday, 0:00 UTC. */
      growth: z.array(z.object({ from: timestamp, stored: z.number().int() })),
      /** How far memories have vectors of the configured model. */
      embedding: z.object({
        provider: z.enum(['none', 'openai', 'onnx']),
        model: z.string().nullable(),
        done: z.number(),
        total: z.number(),
        state: z.enum(['off', 'unavailable', 'working', 'waiting', 'done']),
        lastError: z.string().optional(),
      }),
    }),
  }),
};

/** Largest content of one memory, in bytes of UTF-8. */
export const memoryLimits = { contentBytes: maxContentBytes };
