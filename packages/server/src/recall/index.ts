import type { Output, ParsedInput } from '@knowmind/sdk';
import type { CallContext } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import { AppError } from '../errors.ts';
import { type MemoryShape, selectByIds, toMemory } from '../memory/index.ts';
import { ModelError } from '../model/index.ts';
import type { Hit } from './fuse.ts';
import { allStages, findMemories } from './pipeline.ts';
import { rerank, rerankDepth } from './rerank.ts';
import type { VectorQuery } from './vector.ts';

type Item = Output<'recall'>['items'][number];
type Found = { memory: MemoryShape; hit: Hit };
type Degraded = NonNullable<Output<'recall'>['degraded']>;

/**
 * Finds what the memory knows: German and English words, best first; nothing relevant, an empty list. No
 * transaction is open while a model works: the embedded database has one connection for everyone.
 */
export async function recall(ctx: CallContext, input: ParsedInput<'recall'>): Promise<Output<'recall'>> {
  const startedAt = performance.now();
  const degraded: Degraded = [];
  const attempt = async <T>(stage: Degraded[number], work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      degraded.push(stage);
      ctx.services.log.debug({ stage, reason: error.message }, 'recall goes on without a stage');
      return undefined;
    }
  };
  const { reranker } = ctx.services.models;
  const vector = await attempt('vector', () => toVectorQuery(ctx, input.query));
  let found = await search(ctx, { ...input, k: reranker ? rerankDepth : input.k }, vector);
  if (reranker && found.length > 1)
    found = (await attempt('rerank', () => rerank(ctx.services.models, input.query, found))) ?? found;
  const items = found.slice(0, input.k).map(toItem);
  ctx.entry.details = { hits: items.length, ...(degraded.length > 0 ? { degraded } : {}) };
  const elapsed = Math.round((performance.now() - startedAt) * 10) / 10;
  return { items, elapsed_ms: elapsed, latency_ms: elapsed, ...(degraded.length > 0 ? { degraded } : {}) };
}

async function toVectorQuery({ services }: CallContext, query: string): Promise<VectorQuery | undefined> {
  const { embedder } = services.models;
  if (!embedder || !services.vectors) return undefined;
  const { model, minSimilarity } = embedder;
  return { model, minSimilarity, vector: await services.models.embedQuery(query) };
}

async function search(
  { services, caller, now }: CallContext,
  input: ParsedInput<'recall'>,
  vector: VectorQuery | undefined,
): Promise<Found[]> {
  const { workspace } = caller;
  if (!workspace) throw new AppError('unauthenticated', 'Recall acts in a workspace.');
  const asOf = input.as_of ? new Date(input.as_of) : now;
  return inWorkspace(services.db, workspace.id, async (tx) => {
    const hops = input.use_graph ? input.hops : 0;
    const question = { ...input, hops, asOf, filter: input, stages: allStages, vector };
    const hits = await findMemories(tx, workspace.id, question);
    const rows = await selectByIds(
      tx,
      workspace.id,
      hits.map(({ id }) => id),
    );
    const memories = new Map(rows.map((row) => [row.id, toMemory(row)]));
    return hits.flatMap((hit) => {
      const memory = memories.get(hit.id);
      return memory ? [{ memory, hit }] : [];
    });
  });
}

function toItem({ memory, hit: { score, why } }: Found): Item {
  const { id, title, content, source, tags, memory_type, valid_from, valid_to } = memory;
  return {
    memory_id: id,
    chunk_id: null,
    document_id: null,
    title,
    content,
    score,
    source,
    tags,
    memory_type,
    valid_from,
    valid_to,
    metadata: { source_id: source, name: title, title },
    why,
  };
}
