import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toFact } from './facts.ts';

export type Bridge = { url: string; stop(): Promise<void> };

/** Starts the reference memory server over HTTP, on a file that holds this many facts. */
export async function startBridge(facts: number): Promise<Bridge> {
  const folder = mkdtempSync(join(tmpdir(), 'knowmind-bridge-'));
  const file = join(folder, 'memory.jsonl');
  const lines = Array.from({ length: facts }, (_, index) => {
    const { id, content } = toFact(index);
    return JSON.stringify({ type: 'entity', name: id, entityType: 'fact', observations: [content] });
  });
  writeFileSync(file, lines.join('\n'));
  const child = fork(fileURLToPath(new URL('bridge.ts', import.meta.url)), [file]);
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return {
    url,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
