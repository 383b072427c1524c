import { type EntityClass, entityClasses, type Output } from '@knowmind/sdk';
import { type Command, Option } from 'commander';
import { type CliIo, toNumber } from './io.ts';
import { say } from './messages.ts';
import { classesAt, toNodeId } from './node.ts';
import { harmless, print, printJson, printTable, style } from './output.ts';
import { openSession, type Session } from './session.ts';

type Common = { json?: boolean };
type Relation = Output<'listRelations'>['items'][number];
const collect = (value: string, earlier: string[] = []) => [...earlier, value];

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
  addEntityCommands(program, io);
}

function addEntityCommands(program: Command, io: CliIo): void {
  const entity = program
    .command('entity')
    .description('what is no memory: a person, a project, an organization …')
    .addHelpText(
      'after',
      '\nExamples:\n  knowmind entity make "Anna Schmidt" --class Person --alias Anna\n  knowmind entity show Anna',
    );
  entity
    .command('make <name>')
    .description('make an entity, or add to the one of this name and class')
    .addOption(new Option('--class <class>', 'what it is').choices(entityClasses).makeOptionMandatory())
    .option('--description <text>')
    .option('--alias <name>', 'another name; may be repeated', collect)
    .addHelpText('after', '\nExample:\n  knowmind entity make Acme --class Organization --alias "Acme GmbH"')
    .action((name: string, _: unknown, command: Command) => make(io, name, command.optsWithGlobals()));
  entity
    .command('show <entity>')
    .description('an entity, by id or name, with its relations')
    .addHelpText('after', '\nExample:\n  knowmind entity show "Anna Schmidt" --json')
    .action((which: string, _: unknown, command: Command) => show(io, which, command.optsWithGlobals()));
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
  const items: Relation[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const limit = Math.min(100, options.k - items.length);
    const page: Output<'listRelations'> = await session.call('listRelations', {
      ...id,
      ...predicate,
      limit,
      ...(cursor ? { cursor } : {}),
    });
    items.push(...page.items);
    cursor = items.length < options.k ? page.nextCursor : null;
  }
  if (options.json) return printJson(io, { items });
  if (items.length === 0) return print(io, say(io, 'noRelations'));
  printRelations(io, items);
}

function printRelations(io: CliIo, items: Relation[]): void {
  const rows = items.map(({ from, predicate, to, confidence, derived }) => [
    from.name,
    predicate,
    to.name,
    derived ? 'derived' : confidence === 1 ? '' : confidence.toFixed(2),
    to.id,
  ]);
  printTable(io, ['FROM', 'PREDICATE', 'TO', 'NOTE', 'TO ID'], rows);
}

type MakeOptions = Common & { class: EntityClass; description?: string; alias?: string[] };

async function make(io: CliIo, name: string, options: MakeOptions): Promise<void> {
  const description = options.description ? { description: options.description } : {};
  const input = { name, entity_class: options.class, aliases: options.alias ?? [], ...description };
  const answer = await openSession(io).call('upsertEntity', input);
  if (options.json) return printJson(io, answer);
  print(io, say(io, answer.created ? 'entityMade' : 'entityKnown', { id: answer.id }));
}

async function show(io: CliIo, which: string, options: Common): Promise<void> {
  const session = openSession(io);
  const id = await toNodeId(io, session, { text: which });
  const entity = await session.call('getEntity', { id });
  const { items } = await session.call('listRelations', { id, limit: 100 });
  if (options.json) return printJson(io, { ...entity, relations: items });
  const { name, entity_class, aliases, description } = entity;
  print(io, `${style(io, 'bold', harmless(name))}  ${style(io, 'dim', `${entity_class}  ${id}`)}`);
  if (aliases.length > 0) print(io, `  ${style(io, 'dim', harmless(aliases.join(', ')))}`);
  if (description) print(io, `  ${harmless(description).replaceAll('\n', '\n  ')}`);
  if (items.length > 0) printRelations(io, items);
}
