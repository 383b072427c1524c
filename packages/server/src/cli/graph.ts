import type { Output } from '@knowmind/sdk';
import type { Command } from 'commander';
import { type CliIo, toNumber } from './io.ts';
import { say } from './messages.ts';
import { classesAt, toNodeId } from './node.ts';
import { harmless, print, printJson, printTable } from './output.ts';
import { readPages } from './pages.ts';
import { openSession, type Session } from './session.ts';

type Common = { json?: boolean };
type Relation = Output<'listRelations'>['items'][number];

export function addGraphCommands(program: Command, io: CliIo): void {
  const note = '\nA node is an id, an entity\u2019s name, or Class:name where several entities share a name.';
  program
    .command('link <from> <predicate> <to>')
    .description('relate two memories, documents or entities')
    .option('--confidence <number>', 'how sure it is, above 0 and up to 1', toNumber)
    .addHelpText(
      'after',
      `${note}\n\nExamples:\n  knowmind link "Anna Schmidt" WORKS_FOR Acme\n  knowmind link Organization:Acme has-client Bolt --confidence 0.8`,
    )
    .action((from: string, predicate: string, to: string, _: unknown, command: Command) =>
      link(io, { from, predicate, to }, command.optsWithGlobals()),
    );
  program
    .command('unlink <from> <predicate> <to>')
    .description('remove a relation and its inverse')
    .addHelpText('after', `${note}\n\nExample:\n  knowmind unlink "Anna Schmidt" WORKS_FOR Acme`)
    .action((from: string, predicate: string, to: string, _: unknown, command: Command) =>
      unlink(io, { from, predicate, to }, command.optsWithGlobals()),
    );
  program
    .command('relations [node]')
    .description('the relations of a node, or all of them, newest first')
    .option('--predicate <predicate>', 'only these')
    .option('-k, --k <number>', 'how many at most', toNumber, 50)
    .addHelpText(
      'after',
      `${note}\n\nExamples:\n  knowmind relations "Anna Schmidt"\n  knowmind relations --predicate WORKS_FOR --json`,
    )
    .action((node: string | undefined, _: unknown, command: Command) =>
      relations(io, node, command.optsWithGlobals()),
    );
}

type Ends = { from: string; predicate: string; to: string };

async function toIds(io: CliIo, session: Session, { from, predicate, to }: Ends) {
  return {
    from_id: await toNodeId(io, session, { text: from, classes: classesAt('subject', predicate) }),
    to_id: await toNodeId(io, session, { text: to, classes: classesAt('object', predicate) }),
    predicate,
  };
}

async function link(io: CliIo, ends: Ends, options: Common & { confidence?: number }): Promise<void> {
  const session = openSession(io);
  const confidence = options.confidence === undefined ? {} : { confidence: options.confidence };
  const answer = await session.call('linkNodes', { ...(await toIds(io, session, ends)), ...confidence });
  if (options.json) return printJson(io, answer);
  const { from, predicate, to, created } = answer;
  const line = say(io, created ? 'linked' : 'alreadyLinked', { from: from.name, predicate, to: to.name });
  print(io, harmless(line).replaceAll('\n', ' '));
}

async function unlink(io: CliIo, ends: Ends, options: Common): Promise<void> {
  const session = openSession(io);
  const answer = await session.call('unlinkNodes', await toIds(io, session, ends));
  if (options.json) return printJson(io, answer);
  print(io, say(io, answer.removed ? 'unlinked' : 'notLinked'));
}

async function relations(
  io: CliIo,
  node: string | undefined,
  options: Common & { predicate?: string; k: number },
): Promise<void> {
  const session = openSession(io);
  const id = node === undefined ? {} : { id: await toNodeId(io, session, { text: node }) };
  const predicate = options.predicate ? { predicate: options.predicate } : {};
  const items = await readPages(options.k, (page) =>
    session.call('listRelations', { ...id, ...predicate, ...page }),
  );
  if (options.json) return printJson(io, { items });
  if (items.length === 0) return print(io, say(io, 'noRelations'));
  printRelations(io, items);
}

export function printRelations(io: CliIo, items: Relation[]): void {
  const rows = items.map(({ from, predicate, to, confidence, derived }) => [
    from.name,
    predicate,
    to.name,
    derived ? 'derived' : confidence === 1 ? '' : confidence.toFixed(2),
    to.id,
  ]);
  printTable(io, ['FROM', 'PREDICATE', 'TO', 'NOTE', 'TO ID'], rows);
}
