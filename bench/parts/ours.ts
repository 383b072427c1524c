import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Keeper } from './keepers.ts';
import type { Server } from './load.ts';

type Answer = { items: { title: string }[] };

/** What is answered to a call of ours with a JSON body. Throws when it is not answered with success. */
export async function callOurs(server: Server, path: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' };
  const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
  // While a rival holds this thread for seconds, a connection that the server closed meanwhile still looks open.
  const answer = await fetch(server.url + path, init).catch(() => fetch(server.url + path, init));
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
  return answer.json();
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
