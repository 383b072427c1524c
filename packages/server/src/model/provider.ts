/** A query is looked for, a passage is found: some models embed the two differently. */
export type Purpose = 'query' | 'passage';

export type Embedder = {
  provider: 'openai' | 'onnx';
  /** Under which the vectors are kept: another one means embedding everything anew. */
  model: string;
  /** Vectors below this similarity say nothing about the query. */
  minSimilarity: number;
  /** One vector of length 1 for each text. Throws `ModelError`. */
  embed(texts: string[], options: { purpose: Purpose; timeoutMs: number }): Promise<number[][]>;
  close(): Promise<void>;
};

export type Reranker = {
  /** How well each text answers the query, from 0 to 1. Throws `ModelError`. */
  rerank(query: string, texts: string[], timeoutMs: number): Promise<number[]>;
};

/** A model did not answer as it should; the text is safe to show and holds no key. */
export class ModelError extends Error {
  /** Whether the same request may succeed later. */
  readonly retry: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    { retry = true, retryAfterMs }: { retry?: boolean; retryAfterMs?: number } = {},
  ) {
    super(message);
    this.retry = retry;
    this.retryAfterMs = retryAfterMs;
  }
}

/** E5 models were trained with these; without them they find much less. */
export function prefixOf(model: string, purpose: Purpose): string {
  return /\be5\b/i.test(model) ? `${purpose}: ` : '';
}

/** E5 puts everything close together: unrelated texts have 0.7 and more. */
export function defaultSimilarity(model: string): number {
  return /\be5\b/i.test(model) ? 0.8 : 0.35;
}

/** The vectors, each of length 1. Throws `ModelError` where they are not what was asked for. */
export function checkVectors(
  vectors: number[][],
  { count, dimensions }: { count: number; dimensions: number | undefined },
): number[][] {
  if (vectors.length !== count)
    throw new ModelError(`The embedding model gave ${vectors.length} vectors for ${count} texts.`);
  const length = dimensions ?? vectors[0]?.length ?? 0;
  const wrong = vectors.find((vector) => vector.length !== length || length === 0);
  if (wrong)
    throw new ModelError(
      `The embedding model gave ${wrong.length} numbers where ${length} were expected (KNOWMIND_EMBEDDING_DIMENSIONS).`,
    );
  return vectors.map(toUnitLength);
}

function toUnitLength(vector: number[]): number[] {
  const length = Math.hypot(...vector);
  if (!Number.isFinite(length) || length === 0)
    throw new ModelError('The embedding model gave a vector without a direction.', { retry: false });
  return vector.map((value) => value / length);
}
