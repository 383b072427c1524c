import { KnowmindError } from '@knowmind/sdk';
import type { Command } from 'commander';
import { CliError, type CliIo } from './io.ts';
import { say, toMessage } from './messages.ts';
import { harmless, print, printContent, printJson, style } from './output.ts';
import { readText } from './read-text.ts';
import { openSession } from './session.ts';
import { toLocal } from './times.ts';

type Common = { json?: boolean };

/** Commands on a fact that is stored already. */
export function addFactCommands(program: Command, io: CliIo): void {
  program
    .command('supersede <id> [text]')
    .description('update a fact: the old memory ends, a new one begins')
    .option('--title <title>')
    .option('--file <path>', 'read the text from a file')
    .option('--reason <reason>', 'why it changed')
    .addHelpText(
      'after',
      '\nExample:\n  knowmind supersede 01a20d2e-a521-7678-a508-f9c268fb8d3e "The office is in Hamburg." --reason "We moved."',
    )
    .action((id: string, text: string | undefined, _: unknown, command: Command) =>
      supersede(io, { id, text }, command.optsWithGlobals()),
    );
  program
    .command('history <id>')
    .description('every state of a fact, oldest first')
    .addHelpText('after', '\nExample:\n  knowmind history 01a20d2e-a521-7678-a508-f9c268fb8d3e')
    .action((id: string, _: unknown, command: Command) => history(io, id, command.optsWithGlobals()));
}

type Update = { title?: string; file?: string; reason?: string };

async function supersede(
  io: CliIo,
  { id, text }: { id: string; text: string | undefined },
  options: Common & Update,
): Promise<void> {
  const content = await readText(io, text, options.file);
  if (content.trim() === '') throw new CliError(say(io, 'nothingToStore'));
  const title = options.title ? { title: options.title } : {};
  const reason = options.reason ? { reason: options.reason } : {};
  const answer = await openSession(io)
    .call('supersedeMemory', { id, content, ...title, ...reason })
    .catch((error: unknown) => {
      throw options.json ? error : withUpload(io, error);
    });
  if (options.json) return printJson(io, answer);
  print(
    io,
    answer.unchanged ? say(io, 'unchanged', { id: answer.id }) : say(io, 'superseded', { id, by: answer.id }),
  );
}

/** Of a text that is too long for a memory, also where it goes. */
export function withUpload(io: CliIo, error: unknown): unknown {
  const isLong = error instanceof KnowmindError && error.code === 'payload_too_large';
  return isLong ? new CliError(`${toMessage(io, error)} ${say(io, 'useUpload')}`) : error;
}

async function history(io: CliIo, id: string, options: Common): Promise<void> {
  const answer = await openSession(io).call('getHistory', { id });
  if (options.json) return printJson(io, answer);
  for (const state of answer.items) {
    const until = state.valid_to === null ? '' : toLocal(state.valid_to, 'second');
    const since = toLocal(state.valid_from, 'second');
    print(
      io,
      `${style(io, 'bold', harmless(state.title))}  ${style(io, 'dim', `${since} – ${until}  ${state.id}`)}`,
    );
    if (state.reason) print(io, `  ${style(io, 'dim', harmless(state.reason))}`);
    printContent(io, state);
  }
}
