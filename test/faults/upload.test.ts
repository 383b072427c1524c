import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { makeFolder } from '../harness.ts';
import { bin, spawnServer } from '../spawn.ts';

const unlimited = { KNOWMIND_CALLS_PER_MINUTE: '0' };
const env = { ...process.env, ...unlimited, DATABASE_URL: '' };
const sections = 600;
const version = (n: number) => {
  const part = (at: number) =>
    `# Part ${at}\n\nversion${n}${' of a text that is long enough to be cut.'.repeat(20)}`;
  return Array.from({ length: sections }, (_, at) => part(at)).join('\n\n');
};

test('a killed upload leaves no half document: the old one or the new one is there, with all its chunks', async () => {
  const dataDir = makeFolder();
  const names = ['--email', 'owner@example.org', '--workspace', 'Acme', '--token', 'ci'];
  const flags = ['admin', 'bootstrap', ...names, '--json', '--data-dir', dataDir];
  const { token } = JSON.parse(execFileSync(process.execPath, [bin, ...flags], { env, encoding: 'utf8' }));
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const seen = new Set<number>();
  for (let round = 1; round <= 8; round += 1) {
    const { child, url } = await spawnServer(dataDir, unlimited);
    const get = async (path: string) => (await fetch(`${url}/api/v1/documents${path}`, { headers })).json();
    const [document] = ((await get('')) as { items: { id: string; chunks: number }[] }).items;
    if (document) {
      const { content } = (await get(`/${document.id}`)) as { content: string };
      const found = Number(/version(\d+)/.exec(content)?.[1]);
      expect(content).toBe(version(found));
      let chunks = 0;
      for (let cursor = ''; ; ) {
        const page = await get(`/${document.id}/chunks?limit=100${cursor && `&cursor=${cursor}`}`);
        const { items, nextCursor } = page as { items: { content: string }[]; nextCursor: string | null };
        for (const chunk of items) expect(chunk.content).toContain(`version${found} `);
        chunks += items.length;
        if (!nextCursor) break;
        cursor = nextCursor;
      }
      expect(chunks).toBe(sections);
      expect(document.chunks).toBe(sections);
      seen.add(found);
    }
    const body = JSON.stringify({ title: 'Text', content: version(round) });
    const upload = fetch(`${url}/api/v1/documents`, { method: 'POST', headers, body }).catch(() => null);
    // Every other round is left to end, so that there is something to replace.
    if (round % 2) await upload;
    else await new Promise((resolve) => setTimeout(resolve, round * 150));
    child.kill('SIGKILL');
    await once(child, 'exit');
    await upload;
  }
  expect(seen.size).toBeGreaterThanOrEqual(4);
});
