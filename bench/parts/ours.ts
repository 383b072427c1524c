import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text as toText } from 'node:stream/consumers';
import type { Keeper } from './keepers.ts';
import type { Server } from './load.ts';

type Answer = { items: { title: string }[] };

// Not `fetch`, which leaves so much behind that every thirtieth call waits 20 ms for this process to clear it away.
const agent = new Agent({ keepAlive: true });

/** What is answered to a call of ours with a JSON body. Throws when it is not answered with success. */
export async function callOurs(server: Server, path: string, body?: object): Promise<unknown> {
  const open = () => begin(server, path, body ? JSON.stringify(body) : '');
  // While a rival holds this thread for seconds, a connection that the server closed meanwhile still looks open.
  const answer = await open().catch(open);
  const text = await toText(answer);
  if (answer.statusCode !== 200 && answer.statusCode !== 201)
    throw new Error(`${path} was answered with ${answer.statusCode}: ${text}`);
  return JSON.parse(text);
}

/** Resolves when the answer begins. */
async function begin({ url, token }: Server, path: string, body: string): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sent = request(url + path, { agent, method: body ? 'POST' : 'GET', headers });
  // What breaks off later is told by the answer itself.
  sent.on('error', () => undefined);
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return answer;
}

/** Ours, over HTTP, with authentication and audit. */
export function toKeeper(name: string, server: Server): Keeper {
  return {
    name,
    most: Number.POSITIVE_INFINITY,
    fill: (from, to) => server.order({ facts: [from, to] }),
    async ask(query) {
      const { items } = (await callOurs(server, '/api/v1/memory/recall', { query, k: 10 })) as Answer;
      return items.map(({ title }) => title.replace('Fact ', ''));
    },
    async store({ id, content }) {
      await callOurs(server, '/api/v1/memory/entries', { content, title: `Fact ${id}` });
    },
    stop: () => server.stop(),
  };
}

/** Bytes of a file, or of all files in a folder. */
export function sizeOf(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
