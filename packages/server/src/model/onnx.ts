import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { ModelConfig } from '../config.ts';
import { StartError } from '../errors.ts';
import { startThread } from '../thread.ts';
import type { OnnxAnswer, OnnxSettings, OnnxTask } from './onnx-thread.ts';
import { checkVectors, defaultSimilarity, type Embedder, ModelError, prefixOf } from './provider.ts';

const library = '@huggingface/transformers';
/** A model that is being loaded may take longer; then the program ends without it. */
const longestEndMs = 10_000;

type Waiting = { resolve: (vectors: number[][]) => void; reject: (error: ModelError) => void };

/**
 * A model on this machine, in a thread of its own: a folder, or a name under which it is downloaded once.
 * Throws `StartError` when the library is not installed.
 */
export function createOnnxEmbedder({ name, dataDir, dimensions, minSimilarity }: ModelConfig): Embedder {
  const thread = createModelThread(toSettings(name, dataDir));
  return {
    provider: 'onnx',
    model: name,
    minSimilarity: minSimilarity ?? defaultSimilarity(name),
    async embed(texts, { purpose, timeoutMs }) {
      const vectors = await thread.ask(
        texts.map((text) => prefixOf(name, purpose) + text),
        timeoutMs,
      );
      return checkVectors(vectors, { count: texts.length, dimensions });
    },
    close: thread.close,
  };
}

function toSettings(model: string, dataDir: string): OnnxSettings {
  const path = resolve(model);
  const folder = existsSync(join(path, 'config.json')) ? path : undefined;
  return { library: findLibrary(), model, folder, cacheDir: join(resolve(dataDir), 'models') };
}

function findLibrary(): string {
  try {
    return import.meta.resolve(library);
  } catch {
    throw new StartError(
      `KNOWMIND_EMBEDDING_PROVIDER=onnx needs a library that is not installed. Install it with: npm install --no-save ${library}`,
    );
  }
}

function createModelThread(settings: OnnxSettings) {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let last = 0;

  function failAll(message: string): void {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new ModelError(message));
    waiting.clear();
  }

  /** Started with the first texts, and again after it ended: a model too large for the memory ends its thread. */
  function running(): Worker {
    if (worker) return worker;
    const started = startThread(new URL('./onnx-thread', import.meta.url), settings);
    started.unref();
    started.on('message', (answer: OnnxAnswer) => {
      const asker = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('vectors' in answer) asker?.resolve(answer.vectors);
      else asker?.reject(new ModelError(`The model ${settings.model} could not be run: ${answer.failed}`));
    });
    const end = (reason: string) => worker === started && failAll(`The model's thread ended: ${reason}`);
    started.on('error', (error) => end(String(error)));
    started.on('exit', (code) => end(`exit code ${code}`));
    worker = started;
    return started;
  }

  return {
    ask(texts: string[], timeoutMs: number): Promise<number[][]> {
      last += 1;
      const id = last;
      return new Promise<number[][]>((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(new ModelError(`The model ${settings.model} did not answer within ${timeoutMs} ms.`));
        }, timeoutMs);
        const settle =
          <T>(done: (value: T) => void) =>
          (value: T) => {
            clearTimeout(timer);
            done(value);
          };
        waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
        running().postMessage({ id, texts } satisfies OnnxTask);
      });
    },
    async close() {
      const ending = worker;
      failAll('The server stops.');
      if (!ending) return;
      // Ended from outside amid its native code, the thread would take the whole program with it.
      const ended = once(ending, 'exit');
      ending.postMessage('end');
      await Promise.race([ended, wait(longestEndMs, undefined, { ref: false })]);
    },
  };
}
