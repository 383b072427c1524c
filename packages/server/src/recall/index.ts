import type { Output, ParsedInput } from '@knowmind/sdk';
import type { CallContext } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import type { Tx } from '../db/types.ts';
import { type PassageRow, selectPassages } from '../document/index.ts';
import { vectorState } from '../embedding/index.ts';
import { AppError } from '../errors.ts';
import { selectByIds, toMemory } from '../memory/index.ts';
import { ModelError } from '../model/index.ts';
import type { Hit } from './fuse.ts';
import { findByWords } from './lexical.ts';
import type { Passage } from './passages.ts';
import { allStages, findMemories } from './pipeline.ts';
import { rerank, rerankDepth } from './rerank.ts';
import type { VectorQuery } from './vector.ts';

export { noteImport, renewStatistics } from './vocabulary/index.ts';

type Item = Output<'recall'>['items'][number];
/** What is shown of a memory, or of a passage of a document. */
type Recalled = Omit<Item, 'score' | 'why' | 'metadata'>;
type Found = { memory: Recalled; hit: Hit };
type Degraded = NonNullable<Output<'recall'>['degraded']>;

/**
 * Finds what the memory knows: German and English words, best first; nothing relevant, an empty list. No
 * transaction waits for a model: the embedded database has one connection for everyone.
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
  const vector = attempt('vector', () => toVectorQuery(ctx, input.query));
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

/** What the words find is looked up while the model still works on the query. */
async function search(
  { services, caller, now }: CallContext,
  input: ParsedInput<'recall'>,
  coming: Promise<VectorQuery | undefined>,
): Promise<Found[]> {
  const { workspace } = caller;
  if (!workspace) throw new AppError('unauthenticated', 'Recall acts in a workspace.');
  const asOf = input.as_of ? new Date(input.as_of) : now;
  const hops = input.use_graph ? input.hops : 0;
  const question = { ...input, hops, asOf, filter: input, stages: allStages };
  const within = <T>(work: (tx: Tx) => Promise<T>) => inWorkspace(services.db, workspace.id, work);
  const waits = vectorState(services) === 'available';
  const early = waits ? within((tx) => findByWords(tx, workspace.id, question)) : undefined;
  const [vector, words] = await Promise.all([coming, early]);
  return within(async (tx) => {
    const hits = await findMemories(tx, workspace.id, { ...question, vector }, words);
    const recalled = await readRecalled(tx, workspace.id, hits);
    return hits.flatMap((hit) => {
      const memory = recalled.get(hit.id);
      return memory ? [{ memory, hit }] : [];
    });
  });
}

/** The texts of the hits, by the hits' ids. */
async function readRecalled(tx: Tx, workspaceId: string, hits: Passage[]): Promise<Map<string, Recalled>> {
  const memories = hits.flatMap(({ id, chunks }) => (chunks ? [] : [id]));
  const recalled = new Map<string, Recalled>();
  for (const row of await selectByIds(tx, workspaceId, memories)) {
    const { id, title, content, source, tags, memory_type, valid_from, valid_to } = toMemory(row);
    const shown = { title, content, source, tags, memory_type, valid_from, valid_to };
    recalled.set(id, { memory_id: id, chunk_id: null, document_id: null, ...shown });
  }
  const wanted = hits.flatMap(({ chunks = [] }) => chunks);
  const rows = new Map((await selectPassages(tx, workspaceId, wanted)).map((row) => [row.id, row]));
  for (const { id, chunks = [] } of hits) {
    const found = rows.get(id);
    const passage = chunks.flatMap((chunk) => rows.get(chunk) ?? []);
    if (found) recalled.set(id, toRecalled(found, passage));
  }
  return recalled;
}

/** Chunks overlap: what one begins with has been said by the one before. */
function toRecalled(found: PassageRow, passage: PassageRow[]): Recalled {
  const content = passage.map(({ content, overlap }, index) =>
    index === 0 ? content : `${overlap === 0 ? '\n\n' : ''}${content.slice(overlap)}`,
  );
  return {
    memory_id: null,
    chunk_id: found.id,
    document_id: found.document_id,
    title: found.title,
    heading_path: found.heading_path,
    content: content.join(''),
    source: found.source,
    tags: [],
    memory_type: 'reference',
    valid_from: found.valid_from.toISOString(),
    valid_to: null,
  };
}

function toItem({ memory, hit: { score, why } }: Found): Item {
  const { title, source } = memory;
  return { ...memory, score, metadata: { source_id: source, name: title, title }, why };
}
