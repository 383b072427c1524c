import { z } from 'zod';
import type { ModelConfig } from '../config.ts';
import { checkVectors, defaultSimilarity, type Embedder, prefixOf, type Reranker } from './provider.ts';
import { post } from './request.ts';

const embeddingAnswer = z.object({
  data: z.array(z.object({ index: z.number().int().optional(), embedding: z.array(z.number()) })),
});

/** An OpenAI-compatible endpoint: OpenAI, Azure, Mistral, Ollama, LM Studio, vLLM. */
export function createOpenAiEmbedder({
  url,
  name,
  apiKey,
  dimensions,
  minSimilarity,
}: ModelConfig): Embedder {
  return {
    provider: 'openai',
    model: dimensions ? `${name}@${dimensions}` : name,
    minSimilarity: minSimilarity ?? defaultSimilarity(name),
    async embed(texts, { purpose, timeoutMs }) {
      const input = texts.map((text) => prefixOf(name, purpose) + text);
      const body = { model: name, input, encoding_format: 'float', ...(dimensions ? { dimensions } : {}) };
      const { data } = await post({ url, apiKey }, { path: 'embeddings', body, timeoutMs }, embeddingAnswer);
      const ordered = data.map((each, at) => ({ at: each.index ?? at, vector: each.embedding }));
      ordered.sort((a, b) => a.at - b.at);
      return checkVectors(
        ordered.map(({ vector }) => vector),
        { count: texts.length, dimensions },
      );
    },
    close: async () => undefined,
  };
}

const ranked = z.object({
  index: z.number().int().min(0),
  relevance_score: z.number().optional(),
  score: z.number().optional(),
});
/** Jina, Cohere and vLLM answer with `results`; text-embeddings-inference with the list itself. */
const rerankAnswer = z.union([
  z.object({ results: z.array(ranked) }).transform(({ results }) => results),
  z.array(ranked),
]);

/** A `/rerank` endpoint in the form of Jina and vLLM. */
export function createHttpReranker(config: NonNullable<ModelConfig['rerank']>): Reranker {
  return {
    async rerank(query, texts, timeoutMs) {
      const body = { model: config.name, query, documents: texts, texts, top_n: texts.length };
      const rows = await post(config, { path: 'rerank', body, timeoutMs }, rerankAnswer);
      const scores = texts.map(() => 0);
      const values = rows.map(({ relevance_score, score }) => relevance_score ?? score ?? 0);
      // Some servers give raw logits; then all of them are squeezed alike.
      const raw = values.some((value) => value < 0 || value > 1);
      for (const [at, { index }] of rows.entries())
        if (index < scores.length)
          scores[index] = raw ? 1 / (1 + Math.exp(-(values[at] ?? 0))) : (values[at] ?? 0);
      return scores;
    },
  };
}
