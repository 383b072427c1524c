import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { makeFolder } from '../harness.ts';

type Page = { items: { id: string }[]; nextCursor: string | null };

const bin = fileURLToPath(new URL('../../packages/server/bin/knowmind.js', import.meta.url));
const env = { ...process.env, KNOWMIND_CALLS_PER_MINUTE: '0', DATABASE_URL: '' };

async function serve(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', '--data-dir', dataDir], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      const found = /ready at (\S+)/.exec(String(chunk))?.[1];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error('The server ended before it was ready.')));
  });
  return { child, url };
}

test('twenty kills under load lose no acknowledged write, and the chain stays intact', async () => {
  const dataDir = makeFolder();
  const flags = [
    '--email',
    'owner@example.org',
    '--workspace',
    'Acme',
    '--token',
    'ci',
    '--json',
    '--data-dir',
    dataDir,
  ];
  const { token } = JSON.parse(
    execFileSync(process.execPath, [bin, 'admin', 'bootstrap', ...flags], { env, encoding: 'utf8' }),
  );
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const acknowledged: string[] = [];
  for (let round = 0; round < 20; round += 1) {
    const { child, url } = await serve(dataDir);
    const load = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 10_000; n += 1) {
        const body = JSON.stringify({ content: `round ${round} writer ${writer} note ${n}` });
        const answer = await fetch(`${url}/api/v1/memory/entries`, { method: 'POST', headers, body }).catch(
          () => null,
        );
        if (!answer) return;
        const stored = (await answer.json().catch(() => null)) as { id: string } | null;
        if (answer.status === 201 && stored) acknowledged.push(stored.id);
      }
    });
    while (acknowledged.length < (round + 1) * 10) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, round * 10));
    child.kill('SIGKILL');
    await once(child, 'exit');
    await Promise.all(load);
  }
  const { child, url } = await serve(dataDir);
  const stored = new Set<string>();
  for (let cursor = ''; ; ) {
    const answer = await fetch(`${url}/api/v1/memory/entries?limit=100${cursor && `&cursor=${cursor}`}`, {
      headers,
    });
    const page = (await answer.json()) as Page;
    for (const { id } of page.items) stored.add(id);
    if (!page.nextCursor) break;
    cursor = page.nextCursor;
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(200);
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  expect(await (await fetch(`${url}/api/v1/audit/verify`, { headers })).json()).toMatchObject({
    intact: true,
  });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
