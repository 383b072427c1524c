import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { askAll } from './ask.ts';
import { toQuestions } from './facts.ts';
import { embed } from './hashing.ts';
import { type Server, startServer } from './load.ts';
import { callOurs, toKeeper } from './ours.ts';
import { printTable, printTarget } from './report.ts';

/** A model behind the protocol of OpenAI's embeddings; its vectors are hashed words, 384 numbers. */
async function serveModel(): Promise<{ url: string; stop(): void }> {
  const server = createServer(async (request, response) => {
    const { input } = (await json(request)) as { input: string | string[] };
    const data = [input]
      .flat()
      .map((text, index) => ({ object: 'embedding', index, embedding: embed(text) }));
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ object: 'list', data }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, stop: () => server.close() };
}

type Embedding = { done: number; total: number; state: string; lastError?: string };

async function untilEmbedded(server: Server): Promise<'done' | 'unavailable'> {
  for (;;) {
    const { embedding } = (await callOurs(server, '/api/v1/stats')) as { embedding: Embedding };
    const { state, done, total } = embedding;
    if (state === 'unavailable' || (state === 'done' && done >= total)) return state;
    if (state === 'waiting') throw new Error(`Embedding waits: ${embedding.lastError}`);
    await wait(500);
  }
}

/** Recall with a vector for each memory, the query's from the model as well. */
export async function benchVectors(
  env: Record<string, string>,
  { quick, kind }: { quick: boolean; kind: string },
): Promise<void> {
  const memories = quick ? 4000 : 100_000;
  const model = await serveModel();
  const server = await startServer({
    ...env,
    KNOWMIND_EMBEDDING_PROVIDER: 'openai',
    KNOWMIND_EMBEDDING_URL: model.url,
    KNOWMIND_EMBEDDING_MODEL: 'hashed-words',
  });
  const keeper = toKeeper('knowmind with vectors', server);
  try {
    await keeper.fill(0, memories);
    const from = performance.now();
    if ((await untilEmbedded(server)) === 'unavailable') {
      console.log(`\nRecall with vectors is left out on ${kind}: this database has no pgvector.`);
      return;
    }
    const seconds = (performance.now() - from) / 1000;
    const times = await askAll([keeper], toQuestions(memories, 60), quick ? 1 : 3);
    const { p50 = Number.NaN, p95 = Number.NaN, found = Number.NaN } = times.get(keeper.name) ?? {};
    printTable(
      `Recall with vectors of 384 numbers among ${memories.toLocaleString('en')} memories, ${kind}`,
      ['p50 ms', 'p95 ms', 'answer among the first ten', 'seconds until all had theirs'],
      [[p50, p95, found, seconds]],
    );
    printTarget('p95 with vectors, ms', p95, { atMost: 30 });
  } finally {
    await keeper.stop();
    model.stop();
  }
}
