import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { type MemoryShape, selectByIds, toMemory } from '../memory/index.ts';
import { allStages, findMemories, type Hit } from './pipeline.ts';

type Item = Output<'recall'>['items'][number];

/** Finds what the memory knows: German and English words, best first; nothing relevant, an empty list. */
export async function recall(ctx: Context, input: ParsedInput<'recall'>): Promise<Output<'recall'>> {
  const startedAt = performance.now();
  const asOf = input.as_of ? new Date(input.as_of) : ctx.now;
  const hits = await findMemories(ctx.tx, ctx.workspace.id, {
    ...input,
    asOf,
    filter: input,
    stages: allStages,
  });
  const found = await selectByIds(
    ctx.tx,
    ctx.workspace.id,
    hits.map(({ id }) => id),
  );
  const memories = new Map(found.map((row) => [row.id, toMemory(row)]));
  const items = hits.flatMap((hit) => {
    const memory = memories.get(hit.id);
    return memory ? [toItem(memory, hit)] : [];
  });
  ctx.entry.details = { hits: items.length };
  const elapsed = Math.round((performance.now() - startedAt) * 10) / 10;
  return { items, elapsed_ms: elapsed, latency_ms: elapsed };
}

function toItem(memory: MemoryShape, { score, why }: Hit): Item {
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
