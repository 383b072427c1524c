import { KnowmindError } from '@knowmind/sdk';
import type { Command } from 'commander';
import { CliError, type CliIo } from './io.ts';
import { say } from './messages.ts';
import { harmless, print, printJson } from './output.ts';
import { confirm } from './prompt.ts';
import { openSession, type Session } from './session.ts';

type Options = { json?: boolean; yes?: boolean };
type Kind = 'memory' | 'document';

export function addEraseCommand(program: Command, io: CliIo): void {
  program
    .command('erase <id>')
    .description('erase a memory or a document for good (needs the scope admin)')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  knowmind erase 01a20d2e-a521-7678-a508-f9c268fb8d3e')
    .action((id: string, _: unknown, command: Command) => erase(io, id, command.optsWithGlobals()));
}

async function erase(io: CliIo, id: string, options: Options): Promise<void> {
  const session = openSession(io);
  const attempts: Record<Kind, () => Promise<unknown>> = {
    memory: () => session.call('eraseMemory', { id }),
    document: () => session.call('eraseDocument', { id }),
  };
  if (options.yes) await firstOf(io, id, attempts);
  else {
    const { kind, title } = await find(io, session, id);
    const key = kind === 'memory' ? 'eraseMemory' : 'eraseDocument';
    io.stderr.write(`${harmless(say(io, key, { title })).replaceAll('\n', ' ')}\n`);
    if (!(await confirm(io, false))) return print(io, say(io, 'cancelled'));
    await attempts[kind]();
  }
  if (options.json) printJson(io, { id, erased: true });
  else print(io, say(io, 'erased', { id }));
}

async function find(io: CliIo, session: Session, id: string): Promise<{ kind: Kind; title: string }> {
  const { kind, answer } = await firstOf<{ title: string }>(io, id, {
    memory: () => session.call('getMemory', { id }),
    document: () => session.call('getDocument', { id }),
  });
  return { kind, title: answer.title };
}

/** What the id belongs to is not written in it: a memory is tried first, then a document. */
async function firstOf<T>(io: CliIo, id: string, attempts: Record<Kind, () => Promise<T>>) {
  for (const kind of ['memory', 'document'] as const) {
    try {
      return { kind, answer: await attempts[kind]() };
    } catch (error) {
      if (!(error instanceof KnowmindError && error.code === 'not_found')) throw error;
    }
  }
  throw new CliError(say(io, 'nothingToErase', { id }), 'not_found');
}
