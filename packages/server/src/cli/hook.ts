import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { recallForPrompt } from './hook-recall.ts';
import { remindAtStop } from './hook-remind.ts';
import { isTable } from './install-entry.ts';
import type { CliIo } from './io.ts';
import { print } from './output.ts';

/** What a client tells a hook on standard input. */
export type HookEvent = Record<string, unknown>;
/** Answers with what the client is to read; undefined says nothing. */
type Hook = (io: CliIo, event: HookEvent, signal: AbortSignal) => Promise<string | undefined>;

const limitMs = 6000;
const hooks: Readonly<Record<string, Hook>> = { recall: recallForPrompt, remind: remindAtStop };

/**
 * What `knowmind init` registers with Claude Code. Whatever goes wrong stays silent and ends with 0: exit code 2 of a
 * hook would stop the prompt of a person whose server is away.
 */
export function addHookCommand(program: Command, io: CliIo): void {
  program
    .command('hook [name] [more...]')
    .description(
      'for hooks of AI clients (see init): recall before a prompt, remind of storing after a round',
    )
    .allowUnknownOption()
    .addHelpText('after', '\nExample:\n  echo \'{"prompt":"When do we deploy?"}\' | knowmind hook recall')
    .action(async (name: string | undefined) => {
      const text = await run(io, name ?? '').catch(() => undefined);
      if (text !== undefined) print(io, text);
    });
}

async function run(io: CliIo, name: string): Promise<string | undefined> {
  const hook = Object.hasOwn(hooks, name) ? hooks[name] : undefined;
  if (!hook || io.stdin.isTTY) return undefined;
  const signal = AbortSignal.timeout(limitMs);
  // A client that leaves its end open must not keep the hook.
  const event: unknown = JSON.parse((await buffer(addAbortSignal(signal, io.stdin))).toString('utf8'));
  return isTable(event) ? hook(io, event, signal) : undefined;
}
