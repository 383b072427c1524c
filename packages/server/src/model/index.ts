import type { ModelConfig } from '../config.ts';
import { type Breaker, createBreaker } from './breaker.ts';
import { createOnnxEmbedder } from './onnx.ts';
import { createHttpReranker, createOpenAiEmbedder } from './openai.ts';
import type { Embedder, Reranker } from './provider.ts';

export { type Embedder, ModelError, type Reranker } from './provider.ts';

/** The models that recall and the background work use; without a provider, none. */
export type Models = {
  embedder: Embedder | undefined;
  reranker: Reranker | undefined;
  /** Embeds a query quickly or not at all. Throws `ModelError`. */
  embedQuery(text: string): Promise<number[]>;
  /** Throws `ModelError`. */
  rerank(query: string, texts: string[]): Promise<number[]>;
  close(): Promise<void>;
};

/** For what runs beside the server and recalls nothing. */
export const noModels: Models = {
  embedder: undefined,
  reranker: undefined,
  embedQuery: async () => [],
  rerank: async () => [],
  close: async () => undefined,
};

function createEmbedder(config: ModelConfig): Embedder | undefined {
  if (config.provider === 'openai') return createOpenAiEmbedder(config);
  return config.provider === 'onnx' ? createOnnxEmbedder(config) : undefined;
}

/** Makes what the configuration names. Throws `StartError` when it cannot be. */
export function createModels(config: ModelConfig): Models {
  const embedder = createEmbedder(config);
  const reranker = config.rerank ? createHttpReranker(config.rerank) : undefined;
  const breakers: Record<'query' | 'rerank', Breaker> = { query: createBreaker(), rerank: createBreaker() };
  const { timeoutMs } = config;
  return {
    embedder,
    reranker,
    async embedQuery(text) {
      const options = { purpose: 'query', timeoutMs } as const;
      const [vector] = await breakers.query.run(async () => (await embedder?.embed([text], options)) ?? []);
      return vector ?? [];
    },
    rerank: (query, texts) =>
      breakers.rerank.run(async () => (await reranker?.rerank(query, texts, timeoutMs)) ?? []),
    close: async () => embedder?.close(),
  };
}
