import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { allStages, findMemories, type Hit } from './pipeline.ts';
import { type Found, selectFound } from './queries.ts';

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
  const found =
    hits.length > 0
      ? await selectFound(
          ctx.tx,
          ctx.workspace.id,
          hits.map(({ id }) => id),
        )
      : [];
  const rows = new Map(found.map((row) => [row.id, row]));
  const items = hits.flatMap((hit) => {
    const row = rows.get(hit.id);
    return row ? [toItem(row, hit)] : [];
  });
  ctx.entry.details = { hits: items.length };
  const elapsed = Math.round((performance.now() - startedAt) * 10) / 10;
  return { items, elapsed_ms: elapsed, latency_ms: elapsed };
}

function toItem(row: Found, { score, why }: Hit): Item {
  const { id, title, source } = row;
  return {
    memory_id: id,
    chunk_id: null,
    document_id: null,
    title,
    content: row.content,
    score,
    source,
    tags: row.tags,
    memory_type: row.memory_type,
    valid_from: row.valid_from.toISOString(),
    valid_to: row.valid_to?.toISOString() ?? null,
    metadata: { source_id: source, name: title, title },
    why,
  };
}
