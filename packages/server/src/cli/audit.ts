import { auditLabels } from '@knowmind/sdk';
import { type Command, Option } from 'commander';
import { CliError, type CliIo, toNumber } from './io.ts';
import { languageOf, say } from './messages.ts';
import { harmless, print, printJson, printTable } from './output.ts';
import { mayWrite, saveStream } from './save.ts';
import { openSession, type Session } from './session.ts';
import { toLocal, toTime } from './times.ts';
import { findToken } from './tokens.ts';

type Filter = {
  json?: boolean;
  action?: string;
  token?: string;
  actor?: string;
  target?: string;
  from?: string;
  to?: string;
};

export function addAuditCommands(program: Command, io: CliIo): void {
  const audit = program
    .command('audit')
    .description('who did what and when (needs the scope admin)')
    .addHelpText('after', '\nExamples:\n  knowmind audit --action token\n  knowmind audit verify');
  withFilter(audit.command('list', { isDefault: true }).description('the newest entries'))
    .option('-n, --limit <number>', '1 to 100', toNumber, 20)
    .addHelpText(
      'after',
      '\nExamples:\n  knowmind audit --action token\n  knowmind audit --token laptop -n 50',
    )
    .action((_: unknown, command: Command) => list(io, command.optsWithGlobals()));
  withFilter(audit.command('export').description('the whole log, oldest first'))
    .option('--output <path>', 'a file; else standard output')
    .option('--force', 'replace the file if there is one')
    .addHelpText('after', '\nExample:\n  knowmind audit export --format csv --output audit.csv')
    .addOption(new Option('--format <format>').choices(['jsonl', 'csv']).default('jsonl'))
    .action((_: unknown, command: Command) => exportLog(io, command.optsWithGlobals()));
  audit
    .command('verify')
    .description('prove that nothing was changed or removed')
    .addHelpText('after', '\nExample:\n  knowmind audit verify')
    .action((_: unknown, command: Command) => verify(io, command.optsWithGlobals()));
}

function withFilter(command: Command): Command {
  return command
    .option('--action <action>', 'such as token, or token.created')
    .option('--token <token>', 'calls of a token, given by id, name or prefix')
    .option('--actor <id>', 'what one person or token did')
    .option('--target <id>', 'what was done to one thing')
    .option('--from <time>', 'a date, or a time; local without a zone')
    .option('--to <time>', 'a date (to its end), or a time; local without a zone');
}

async function toFilter(io: CliIo, session: Session, options: Filter) {
  const { action, token, actor, target, from, to } = options;
  const actorId = token ? (await findToken(io, session, token)).id : actor;
  return {
    ...(action ? { action } : {}),
    ...(actorId ? { actorId } : {}),
    ...(target ? { targetId: target } : {}),
    ...(from ? { from: toTime(io, from, { option: '--from', moment: 'first' }) } : {}),
    ...(to ? { to: toTime(io, to, { option: '--to', moment: 'after' }) } : {}),
  };
}

async function list(io: CliIo, options: Filter & { limit: number }): Promise<void> {
  const session = openSession(io);
  const filter = await toFilter(io, session, options);
  const answer = await session.call('listAudit', { limit: options.limit, ...filter });
  if (answer.items.length === 0 && options.action) sayKnownActions(io, options.action);
  if (options.json) return printJson(io, answer);
  if (answer.items.length === 0) return print(io, say(io, 'nothingFound'));
  const rows = answer.items.map((entry) => [
    toLocal(entry.at, 'second'),
    auditLabels[entry.action]?.[languageOf(io)] ?? entry.action,
    [entry.actor.name ?? entry.actor.type, entry.actor.prefix].filter(Boolean).join(' '),
    entry.target?.name ?? '',
    entry.ip ?? '',
  ]);
  printTable(io, ['TIME', 'ACTION', 'BY', 'TARGET', 'FROM'], rows);
}

/** An empty list does not tell a slip in the name from what nobody did. */
function sayKnownActions(io: CliIo, action: string): void {
  const known = Object.keys(auditLabels);
  const groups = new Set(known.map((each) => each.split('.', 1)[0] ?? each));
  if (known.includes(action) || groups.has(action)) return;
  const [group = ''] = action.split('.', 1);
  const near = known.filter((each) => each.startsWith(`${group}.`));
  const names = near.length > 0 ? near : [...groups];
  io.stderr.write(`${harmless(say(io, 'noAction', { action, known: names.join(', ') }))}\n`);
}

async function exportLog(
  io: CliIo,
  options: Filter & { format: 'jsonl' | 'csv'; output?: string; force?: boolean },
): Promise<void> {
  if (!(await mayWrite(io, options))) return print(io, say(io, 'cancelled'));
  const session = openSession(io);
  const filter = await toFilter(io, session, options);
  await saveStream(
    io,
    await session.stream('exportAudit', { format: options.format, ...filter }),
    options.output,
  );
}

async function verify(io: CliIo, options: { json?: boolean }): Promise<void> {
  const answer = await openSession(io).call('verifyAudit', {});
  const { firstBad, entries, erased } = answer;
  if (options.json) printJson(io, answer);
  else if (!firstBad) print(io, say(io, 'chainIntact', { entries, erased }));
  if (firstBad) throw new CliError(say(io, 'chainBroken', firstBad));
}
