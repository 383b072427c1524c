import { Command, CommanderError } from 'commander';
import { addAccountCommands } from './account.ts';
import { addArchiveCommands } from './archive.ts';
import { addAuditCommands } from './audit.ts';
import { addDocumentCommands } from './documents.ts';
import { addEntityCommands } from './entity.ts';
import { addEraseCommand } from './erase.ts';
import { toFailureLine, toUsageLine, wantsJson } from './failure.ts';
import { addGraphCommands } from './graph.ts';
import { addHookCommand } from './hook.ts';
import { addInitCommand } from './init.ts';
import { addInstallCommand } from './install.ts';
import { CliError, type CliIo, PartlyFailedError } from './io.ts';
import { addMcpCommand } from './mcp.ts';
import { addMemoryCommands } from './memory.ts';
import { say } from './messages.ts';
import { addServerCommands } from './server.ts';
import { addStatusCommand } from './status.ts';
import { addSyncCommand } from './sync.ts';
import { addTokenCommands } from './tokens.ts';
import { addUploadCommand } from './upload.ts';

export { currentFolder } from './folder.ts';
export type { CliIo } from './io.ts';

const exitCodes = { fine: 0, unknownCommand: 1, failed: 2, partlyFailed: 3 };

/** Runs one command line and returns its exit code. */
export async function runCli(argv: string[], io: CliIo): Promise<number> {
  // A reader that closes its end, such as head, has seen enough.
  io.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const json = wantsJson(argv);
  try {
    await createProgram(io, json).parseAsync(argv, { from: 'user' });
    return exitCodes.fine;
  } catch (error) {
    return toExitCode(error, io, json);
  }
}

function createProgram(io: CliIo, json: boolean): Command {
  const program = new Command('knowmind')
    .description('Long-term memory for AI assistants and the people who work with them')
    .version(io.version)
    .option('--json', 'answer in JSON')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(toUsageLine(io, text, json)),
    });
  program.hook('preAction', (_, command) => assertNoEmptyOption(io, command));
  addServerCommands(program, io);
  addAccountCommands(program, io);
  addMemoryCommands(program, io);
  addUploadCommand(program, io);
  addSyncCommand(program, io);
  addDocumentCommands(program, io);
  addEraseCommand(program, io);
  addGraphCommands(program, io);
  addEntityCommands(program, io);
  addTokenCommands(program, io);
  addAuditCommands(program, io);
  addArchiveCommands(program, io);
  addMcpCommand(program, io);
  addInstallCommand(program, io);
  addInitCommand(program, io);
  addHookCommand(program, io);
  addStatusCommand(program, io);
  for (const command of allCommands(program)) command.exitOverride().copyInheritedSettings(program);
  return program;
}

/** An empty value, mostly a variable that is not set, would be left out without a word. */
function assertNoEmptyOption(io: CliIo, command: Command): void {
  for (const option of command.options) {
    const values: unknown[] = [command.getOptionValue(option.attributeName())].flat();
    if (values.some((value) => typeof value === 'string' && value.trim() === ''))
      throw new CliError(
        say(io, option.mandatory ? 'emptyNeeded' : 'empty', { option: option.long ?? option.flags }),
      );
  }
}

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...allCommands(child)]);
}

function toExitCode(error: unknown, io: CliIo, json: boolean): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.fine;
    return error.code === 'commander.unknownCommand' ? exitCodes.unknownCommand : exitCodes.failed;
  }
  if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return exitCodes.fine;
  io.stderr.write(toFailureLine(io, error, json));
  return error instanceof PartlyFailedError ? exitCodes.partlyFailed : exitCodes.failed;
}
