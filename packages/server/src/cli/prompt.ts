import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CliError, type CliIo } from './io.ts';
import { say } from './messages.ts';

/** Asks without echo; in a pipe the first line is taken. */
export async function askSecret(io: CliIo): Promise<string> {
  if (!io.stdin.isTTY) return (await text(io.stdin)).split('\n', 1)[0]?.trim() ?? '';
  io.stderr.write(say(io, 'tokenPrompt'));
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: io.stdin, output: silent, terminal: true });
  try {
    return (await lines.question('')).trim();
  } finally {
    lines.close();
    io.stderr.write('\n');
  }
}

/** Asks whether to go on; `needed`: what to say where nobody can be asked. */
export async function confirm(
  io: CliIo,
  yes: boolean,
  needed: string = say(io, 'needYes'),
): Promise<boolean> {
  if (yes) return true;
  if (!io.stdin.isTTY) throw new CliError(needed);
  const lines = createInterface({ input: io.stdin, output: io.stderr });
  try {
    return /^[yj]/i.test(await lines.question(say(io, 'confirm')));
  } finally {
    lines.close();
  }
}
