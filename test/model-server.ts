import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const dimensions = 64;

/** A vector from the words of a text: equal words, near vectors. `synonyms` are hashed as one word. */
export function hashedVector(text: string, size = dimensions): number[] {
  const vector = new Array<number>(size).fill(0);
  const words = text.replace(/^(query|passage): /, '').toLowerCase();
  for (const word of words.match(/\p{L}+/gu) ?? []) {
    const meaning = synonyms[word] ?? word;
    let seed = 7;
    for (const char of meaning) seed = (seed * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
    for (let at = 0; at < size; at += 1) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      vector[at] = (vector[at] ?? 0) + seed / 2 ** 32 - 0.5;
    }
  }
  return vector;
}
const synonyms: Record<string, string> = { automobile: 'car', wagen: 'car', physician: 'doctor' };

type Request = { path: string; headers: IncomingHttpHeaders; body: { model: string; input: string[] } };
type Behaviour =
  | 'fine'
  | 'slow'
  | 'malformed'
  | 'wrong size'
  | 'busy'
  | 'broken'
  | 'unordered'
  | 'refuses long';
export type ModelServer = {
  url: string;
  requests: Request[];
  behave(how: Behaviour): void;
  texts(): string[];
  stop(): Promise<void>;
};

/** Speaks OpenAI's `/embeddings` and Jina's `/rerank`, well or badly. */
export async function startModelServer(): Promise<ModelServer> {
  let behaviour: Behaviour = 'fine';
  const requests: Request[] = [];
  const server = createServer(async (req, res) => {
    let text = '';
    for await (const part of req) text += part;
    const body = JSON.parse(text);
    requests.push({ path: req.url ?? '', headers: req.headers, body });
    if (behaviour === 'slow') await new Promise((resolve) => setTimeout(resolve, 3000).unref());
    answer(res, behaviour, body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    behave(how) {
      behaviour = how;
    },
    texts: () => requests.flatMap(({ body }) => body.input ?? []),
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: what a client sent
function answer(res: ServerResponse, behaviour: Behaviour, body: any): void {
  const send = (status: number, value: unknown, headers: Record<string, string> = {}) => {
    res.writeHead(status, { 'content-type': 'application/json', ...headers });
    res.end(typeof value === 'string' ? value : JSON.stringify(value));
  };
  if (behaviour === 'busy') send(429, { error: 'sk-made-up is over its limit' }, { 'retry-after': '1' });
  else if (behaviour === 'broken') send(500, 'sk-made-up broke');
  else if (behaviour === 'malformed') send(200, '{"data": [{"embedding": "no"');
  else if (body.documents) send(200, { results: body.documents.map(rank) });
  else if (behaviour === 'refuses long' && body.input.some((text: string) => text.length > 2000))
    send(400, { error: 'too long' });
  else send(200, { data: toVectors(body.input, behaviour) });
}

function toVectors(input: string[], behaviour: Behaviour) {
  const size = behaviour === 'wrong size' ? dimensions + 1 : dimensions;
  const data = input.map((text, index) => ({ index, embedding: hashedVector(text, size) }));
  return behaviour === 'unordered' ? data.reverse() : data;
}

/** Holds whatever says "best" for the best answer. */
const rank = (text: string, index: number) => ({ index, relevance_score: text.includes('best') ? 0.9 : 0.1 });
