import { type EntityClass, entityClasses } from '@knowmind/sdk';
import { type Command, Option } from 'commander';
import { printRelations } from './graph.ts';
import { type CliIo, toNumber } from './io.ts';
import { say } from './messages.ts';
import { toNodeId } from './node.ts';
import { harmless, print, printJson, printTable, style } from './output.ts';
import { readPages } from './pages.ts';
import { openSession } from './session.ts';

type Common = { json?: boolean };
const collect = (value: string, earlier: string[] = []) => [...earlier, value];

export function addEntityCommands(program: Command, io: CliIo): void {
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
  entity
    .command('list')
    .description('entities by name')
    .addOption(new Option('--class <class>', 'only these').choices(entityClasses))
    .option('--prefix <text>', 'a name or alias begins so')
    .option('-k, --k <number>', 'how many at most', toNumber, 50)
    .addHelpText('after', '\nExample:\n  knowmind entity list --class Person --prefix An')
    .action((_: unknown, command: Command) => list(io, command.optsWithGlobals()));
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

type ListOptions = Common & { class?: EntityClass; prefix?: string; k: number };

async function list(io: CliIo, options: ListOptions): Promise<void> {
  const session = openSession(io);
  const filter = {
    ...(options.class ? { entity_class: options.class } : {}),
    ...(options.prefix ? { prefix: options.prefix } : {}),
  };
  const items = await readPages(options.k, (page) => session.call('listEntities', { ...filter, ...page }));
  if (options.json) return printJson(io, { items });
  if (items.length === 0) return print(io, say(io, 'nothingFound'));
  const rows = items.map(({ name, entity_class, aliases, id }) => [
    name,
    entity_class,
    aliases.join(', '),
    id,
  ]);
  printTable(io, ['NAME', 'CLASS', 'ALIASES', 'ID'], rows);
}
