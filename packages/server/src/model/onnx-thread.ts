import { basename, dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

export type OnnxSettings = { library: string; model: string; folder: string | undefined; cacheDir: string };
export type OnnxTask = { id: number; texts: string[] };
export type OnnxAnswer = { id: number; vectors: number[][] } | { id: number; failed: string };

/** As far as it is used here; the library is optional, and so are its types. */
type Library = {
  env: { allowRemoteModels: boolean; localModelPath: string; cacheDir: string };
  pipeline(
    task: 'feature-extraction',
    model: string,
    options: { dtype: 'fp32'; device: 'cpu' },
  ): Promise<
    (texts: string[], options: { pooling: 'mean'; normalize: true }) => Promise<{ tolist(): number[][] }>
  >;
};

const { library, model, folder, cacheDir } = (workerData as { data: OnnxSettings }).data;

/** Loads the model with the first texts, and again after a failure: a download may have broken off. */
let loading: ReturnType<Library['pipeline']> | undefined;
function load(): ReturnType<Library['pipeline']> {
  loading ??= open();
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

async function open(): ReturnType<Library['pipeline']> {
  const { env, pipeline } = (await import(library)) as Library;
  env.cacheDir = cacheDir;
  if (folder) {
    env.allowRemoteModels = false;
    env.localModelPath = `${dirname(folder)}/`;
  }
  return pipeline('feature-extraction', folder ? basename(folder) : model, { dtype: 'fp32', device: 'cpu' });
}

async function answer({ id, texts }: OnnxTask): Promise<OnnxAnswer> {
  try {
    const extract = await load();
    return { id, vectors: (await extract(texts, { pooling: 'mean', normalize: true })).tolist() };
  } catch (error) {
    return { id, failed: error instanceof Error ? error.message : String(error) };
  }
}

// One after the other: two at once would share the same cores and need twice the memory.
let last: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (task: OnnxTask | 'end') => {
  last = last.then(async () => {
    if (task === 'end') parentPort?.close();
    else parentPort?.postMessage(await answer(task));
  });
});
