import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { makeFolder } from './harness.ts';
import { leaveOut } from './requirements.ts';

const folder = fileURLToPath(new URL('./outside/node_modules/', import.meta.url));

/** Whether the programs of test/outside are there, which want a newer Node than the project and bring it along. */
export const hasOutside =
  existsSync(`${folder}.bin/node`) ||
  leaveOut('outside', 'test/outside is not installed (npm ci --prefix test/outside)');

/** Runs one of them, in a home folder of its own; `onOutput` gets what it has written so far. */
export async function runOutside(
  script: string,
  args: string[],
  onOutput?: (soFar: string) => void,
): Promise<{ code: number; out: string; err: string }> {
  const home = makeFolder();
  const child = spawn(`${folder}.bin/node`, [folder + script, ...args], {
    cwd: home,
    env: { HOME: home, PATH: '/usr/bin:/bin', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let soFar = '';
  child.stdout.on('data', (part: Buffer) => {
    soFar += part.toString();
    onOutput?.(soFar);
  });
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const code = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  return { code, out: await out, err: await err };
}
