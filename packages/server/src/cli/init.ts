import { aiClients } from '@knowmind/sdk';
import { type Command, Option } from 'commander';
import { block } from './init-block.ts';
import { type InitOptions, initOne, type Step } from './init-one.ts';
import { type Place, places } from './init-places.ts';
import { forCommand } from './install-advice.ts';
import { unknownClient } from './install-clients.ts';
import { isConnected } from './install-one.ts';
import { CliError, type CliIo, PartlyFailedError } from './io.ts';
import { say } from './messages.ts';
import { harmless, print, printJson } from './output.ts';

export function addInitCommand(program: Command, io: CliIo): void {
  const others = aiClients.flatMap(({ id }) => (places.some((place) => place.id === id) ? [] : [id]));
  program
    .command('init [client]')
    .description('have an AI client recall before each task and store afterwards: hooks, rules, instructions')
    .addOption(new Option('--project', 'in this folder, which is what happens without it').conflicts('user'))
    .option('--user', 'for all your projects, in your home folder')
    .option('--remove', 'take out what was put there, and nothing else')
    .addOption(new Option('--print', 'only print what would stand in the files').conflicts('remove'))
    .option('--dry-run', 'only say what would be done')
    .addHelpText(
      'after',
      `\nClients: ${places.map(({ id }) => id).join(', ')}; without one, those in use here. For ${others.join(', ')} the text to paste is printed.\nA file as it was is kept beside it, one with a token in ~/.knowmind/backups.\n\nExamples:\n  knowmind init\n  knowmind init claude-code --user\n  knowmind init --remove`,
    )
    .action((client: string | undefined, _: unknown, command: Command) =>
      init(io, client?.toLowerCase(), command.optsWithGlobals()),
    );
}

function init(io: CliIo, client: string | undefined, options: InitOptions): void {
  const steps = choose(io, client, options).flatMap((place) => setUp(io, place, options));
  // Whoever uses no assistant that is known here still gets what to tell it.
  if (steps.length === 0 && !options.remove) steps.push({ client: 'other', status: 'manual', text: block });
  report(io, steps, options);
  const counts = { failed: steps.filter(({ status }) => status === 'failed').length, all: steps.length };
  if (counts.failed === 0) return;
  const message = say(io, 'partlyFailed', counts);
  throw counts.failed === counts.all ? new CliError(message) : new PartlyFailedError(message);
}

/** What is taken out may be of a client that is no longer in use. */
function choose(io: CliIo, name: string | undefined, { remove }: InitOptions): Place[] {
  if (name === undefined || name === 'all') return places.filter((place) => remove || place.isFound(io));
  const place = places.find(({ id }) => id === name);
  if (place) return [place];
  const client = aiClients.find(({ id }) => id === name);
  if (client) return [{ id: name, name: client.name, isFound: () => true, pieces: () => [] }];
  throw unknownClient(io, name);
}

function setUp(io: CliIo, place: Place, options: InitOptions): Step[] {
  const pieces = place.pieces(io, options.user === true);
  const steps = pieces.map((piece) => initOne(io, place, piece, options));
  if (options.remove) return steps.filter(({ status }) => status !== 'unchanged');
  return pieces.length > 0 ? steps : [{ client: place.id, status: 'manual', text: block }];
}

function report(io: CliIo, steps: Step[], options: InitOptions): void {
  const advice = options.remove || options.print ? [] : toAdvice(io, steps);
  const dryRun = options.dryRun === true;
  if (options.json) {
    printJson(io, { items: steps, advice, dry_run: dryRun });
    return;
  }
  if (steps.length === 0) print(io, say(io, 'initNothingToRemove'));
  for (const step of steps) tell(io, step, dryRun);
  for (const line of advice) io.stderr.write(`${line}\n`);
}

/** The hooks and the instructions are of no use to a client that cannot reach the memory. */
function toAdvice(io: CliIo, steps: Step[]): string[] {
  const done = new Set(steps.flatMap(({ client, status }) => (status === 'failed' ? [] : [client])));
  const unconnected = aiClients.filter(
    (client) =>
      done.has(client.id) && ![true, false].some((project) => isConnected(io, client, project) === true),
  );
  const changed = steps.some(({ status }) => status === 'created' || status === 'updated');
  return [
    ...(done.size > 0 ? forCommand(io, { token: undefined }) : []),
    ...unconnected.map(({ id, name }) => say(io, 'initConnect', { client: name, id })),
    ...(changed ? [say(io, 'initRestart')] : []),
  ];
}

function tell(io: CliIo, step: Step, dryRun: boolean): void {
  const client = aiClients.find(({ id }) => id === step.client)?.name ?? say(io, 'initOther');
  if (step.status === 'failed')
    io.stderr.write(`${harmless(say(io, 'installFailed', { client, reason: step.error.message }))}\n`);
  else if (step.status === 'manual') {
    // The heading goes to standard error, so that a pipe gets the text alone.
    const heading = step.path === undefined ? 'initManual' : 'installPrint';
    io.stderr.write(`${say(io, heading, { client, path: step.path ?? '' })}\n`);
    print(io, step.text.trimEnd());
  } else print(io, toLine(io, client, step, dryRun));
}

type Done = Extract<Step, { backup?: string }>;

function toLine(io: CliIo, client: string, { status, path, backup }: Done, dryRun: boolean): string {
  const keys = {
    created: dryRun ? 'initWouldCreate' : 'initCreated',
    updated: dryRun ? 'initWouldUpdate' : 'initUpdated',
    removed: dryRun ? 'initWouldRemove' : backup ? 'initRemovedKept' : 'initRemoved',
    unchanged: 'initUnchanged',
  } as const;
  return say(io, keys[status], { client, path, backup: backup ?? '–' });
}
