import { styleText } from 'node:util';
import { CliError, type CliIo } from './io.ts';
import { languageOf, say } from './messages.ts';
import { harmless, print } from './output.ts';
import { effective } from './settings.ts';
import { askInBackground, isFresh, type Known, readKnown } from './status-cache.ts';

type Shown = { state: Known['state'] | 'unknown' | 'signed_out' | 'broken'; known?: Known };

/** One line for a prompt or a client's status line, from what is known: it never waits for the service, and never fails. */
export function printStatusLine(io: CliIo, options: { json?: boolean; color?: boolean }): void {
  const { state, known } = findShown(io);
  if (options.json) {
    const { latencyMs = null, workspace = null, memories = null } = known ?? {};
    const at = known ? new Date(known.at).toISOString() : null;
    print(io, JSON.stringify({ state, workspace, memories, latency_ms: latencyMs, at }));
  } else print(io, toLine(io, { state, ...(known ? { known } : {}) }, options.color === true));
}

function findShown(io: CliIo): Shown {
  try {
    const { apiUrl, token } = effective(io);
    if (!token) return { state: 'signed_out' };
    const known = readKnown(io, { apiUrl, token });
    if (!known || !isFresh(known)) askInBackground(io);
    return known ? { state: known.state, known } : { state: 'unknown' };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { state: 'broken' };
  }
}

const words = {
  refused: 'statusRefused',
  away: 'statusAway',
  unknown: 'statusUnknown',
  signed_out: 'statusNoToken',
  broken: 'statusBroken',
} as const;

function toLine(io: CliIo, { state, known }: Shown, inPipe: boolean): string {
  const colour = !io.env.NO_COLOR && (inPipe || io.stdout.isTTY);
  const paint = (format: Parameters<typeof styleText>[0], text: string) =>
    // The reader of a pipe is asked nothing: whoever says --color knows it.
    colour ? styleText(format, text, { validateStream: false }) : text;
  const { workspace, memories, latencyMs } = known ?? {};
  const count = memories === undefined ? undefined : memories.toLocaleString(languageOf(io));
  const parts = [
    ...(workspace === undefined ? [] : [toOneLine(workspace)]),
    ...(count === undefined ? [] : [say(io, 'statusMemories', { count })]),
    state === 'ok' ? paint('dim', `${latencyMs ?? '–'} ms`) : paint('yellow', say(io, words[state])),
  ];
  const dot = state === 'ok' ? paint('green', '●') : paint('yellow', '○');
  return `${dot} knowmind  ${parts.join(' · ')}`;
}

function toOneLine(text: string): string {
  const plain = [...harmless(text).replace(/\s+/g, ' ').trim()];
  return plain.length > 30 ? `${plain.slice(0, 29).join('')}…` : plain.join('');
}
