import type { Output } from '@knowmind/sdk';
import type { Context, Services } from '../context.ts';
import { countDone } from './queries.ts';

export { findIndex, saveVectors, toLiteral } from './queries.ts';
export { createWorker, type Worker } from './worker.ts';

type Progress = Output<'getStats'>['embedding'];

/** How far the workspace's memories are embedded with the configured model. */
export async function embeddingProgress({ tx, workspace, services }: Context): Promise<Progress> {
  const { embedder } = services.models;
  const none = { done: 0, total: 0 };
  if (!embedder) return { provider: 'none', model: null, ...none, state: 'off' };
  const { provider, model } = embedder;
  if (!services.vectors) return { provider, model, ...none, state: 'unavailable' };
  const counts = await countDone(tx, workspace.id, model);
  const { working = false, lastError } = services.embedding?.state(workspace.id) ?? {};
  const missing = counts.done < counts.total;
  const state = !missing ? 'done' : working && !lastError ? 'working' : 'waiting';
  return { provider, model, ...counts, state, ...(lastError ? { lastError } : {}) };
}

/** What health says of vectors. */
export function vectorState({ models, vectors }: Services): 'none' | 'available' | 'unavailable' {
  if (!models.embedder) return 'none';
  return vectors ? 'available' : 'unavailable';
}
