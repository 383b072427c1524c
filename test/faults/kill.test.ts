import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { makeFolder } from '../harness.ts';
import { bin, spawnServer } from '../spawn.ts';

type Page = { items: { id: string }[]; nextCursor: string | null };

const unlimited = { KNOWMIND_CALLS_PER_MINUTE: '0' };
const env = { ...process.env, ...unlimited, DATABASE_URL: '' };

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
    const { child, url } = await spawnServer(dataDir, unlimited);
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
  const { child, url } = await spawnServer(dataDir, unlimited);
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
