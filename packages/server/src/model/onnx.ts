import type { ModelConfig } from '../config.ts';
import type { Embedder } from './provider.ts';
export async function createOnnxEmbedder(_: ModelConfig): Promise<Embedder> {
  throw new Error('soon');
}
