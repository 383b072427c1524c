import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../harness.ts';
import { bin, spawnServer } from '../spawn.ts';

const files = 60;
const unlimited = { KNOWMIND_CALLS_PER_MINUTE: '0' };
type Page = { items: { title: string }[]; nextCursor: string | null };

test('a sync that is killed again and again, and its server once, ends with each file stored once', async () => {
  const home = makeFolder();
  const dataDir = join(home, 'data');
  mkdirSync(join(home, 'notes'));
  const names = Array.from({ length: files }, (_, index) => `note-${index}.md`);
  for (const name of names) writeFileSync(join(home, 'notes', name), `What ${name} says.`);
  const env = { ...process.env, ...unlimited, DATABASE_URL: '', HOME: home };
  const owner = ['--email', 'owner@example.org', '--workspace', 'Acme', '--token', 'ci'];
  const flags = ['admin', 'bootstrap', ...owner, '--json', '--data-dir', dataDir];
  const { token } = JSON.parse(execFileSync(process.execPath, [bin, ...flags], { env, encoding: 'utf8' }));
  let server = await spawnServer(dataDir, unlimited);
  const sync = (...options: string[]) =>
    spawn(process.execPath, [bin, 'sync', 'notes', ...options], {
      cwd: home,
      env: { ...env, KNOWMIND_TOKEN: token, KNOWMIND_API_URL: server.url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  /** Kills a process once the sync has told of so many files. */
  const killAfter = async (
    told: number,
    victim: (child: ReturnType<typeof sync>) => { kill(signal: 'SIGKILL'): void },
  ) => {
    const child = sync();
    let lines = 0;
    child.stdout.on('data', (data) => {
      lines += String(data).split('\n').length - 1;
      if (lines >= told) victim(child).kill('SIGKILL');
    });
    return (await once(child, 'exit')) as [number | null, string | null];
  };
  expect(await killAfter(5, (child) => child)).toEqual([null, 'SIGKILL']);
  expect(await killAfter(20, (child) => child)).toEqual([null, 'SIGKILL']);
  const gone = once(server.child, 'exit');
  expect(await killAfter(10, () => server.child)).toEqual([2, null]);
  await gone;
  server = await spawnServer(dataDir, unlimited);
  const last = sync();
  expect(await once(last, 'exit')).toEqual([0, null]);
  const stored: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const address = `${server.url}/api/v1/documents?limit=50${cursor && `&cursor=${cursor}`}`;
    const page = (await (
      await fetch(address, { headers: { authorization: `Bearer ${token}` } })
    ).json()) as Page;
    stored.push(...page.items.map(({ title }) => title));
    cursor = page.nextCursor;
  }
  expect(stored.sort()).toEqual(names.sort());
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
});
