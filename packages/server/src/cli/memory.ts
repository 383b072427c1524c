import { memoryTypes, type Output } from '@knowmind/sdk';
import { type Command, Option } from 'commander';
import { addFactCommands, withUpload } from './facts.ts';
import { CliError, type CliIo, toNumber } from './io.ts';
import { say } from './messages.ts';
import { harmless, print, printContent, printJson, printTable, style } from './output.ts';
import { readText } from './read-text.ts';
import { openSession } from './session.ts';
import { toLocal, toTime } from './times.ts';
import { toReason } from './why.ts';

type Common = { json?: boolean };
type Facets = { tag?: string[]; type?: (typeof memoryTypes)[number]; source?: string; domain?: string };
const collect = (value: string, earlier: string[] = []) => [...earlier, value];

export function addMemoryCommands(program: Command, io: CliIo): void {
  withFacets(program.command('recall <query...>').alias('search').description('find what the memory knows'))
    .option('-k, --k <number>', 'most hits', toNumber, 5)
    .option('--as-of <time>', 'what was true then: a date (its end), or a time; local without a zone')
    .option('--why', 'which words and relations found each memory')
    .addHelpText(
      'after',
      '\nExamples:\n  knowmind recall when does the contract end\n  knowmind search Vertrag -k 10 --json',
    )
    .action((words: string[], _: unknown, command: Command) =>
      recall(io, words.join(' '), command.optsWithGlobals()),
    );
  withFacets(
    program.command('store [text]').description('store a memory: an argument, a file, or standard input'),
  )
    .option('--title <title>')
    .option('--file <path>', 'read the text from a file')
    .option('--valid-from <time>', 'since when it is true: a date, or a time; local without a zone')
    .addHelpText(
      'after',
      '\nExamples:\n  knowmind store "The contract ends on 31 March." --tag contract\n  git log -1 | knowmind store --title "Last commit"',
    )
    .action((text: string | undefined, _: unknown, command: Command) =>
      store(io, text, command.optsWithGlobals()),
    );
  addFactCommands(program, io);
  program
    .command('recent')
    .description('what was stored last')
    .addHelpText('after', '\nExample:\n  knowmind recent -k 3')
    .option('-k, --k <number>', 'how many', toNumber, 10)
    .action((_: unknown, command: Command) => recent(io, command.optsWithGlobals()));
  program
    .command('stats')
    .description('how much the memory holds')
    .addHelpText('after', '\nExample:\n  knowmind stats --json')
    .action((_: unknown, command: Command) => stats(io, command.optsWithGlobals()));
}

function withFacets(command: Command): Command {
  return command
    .option('--tag <tag>', 'a tag; may be repeated', collect)
    .option('--source <source>')
    .option('--domain <domain>')
    .addOption(new Option('--type <type>', 'kind of memory').choices(memoryTypes));
}

function facets({ tag, type, source, domain }: Facets) {
  return {
    ...(tag ? { tags: tag } : {}),
    ...(type ? { memory_type: type } : {}),
    ...(source ? { source } : {}),
    ...(domain ? { domain } : {}),
  };
}

async function recall(
  io: CliIo,
  query: string,
  options: Common & Facets & { k: number; asOf?: string; why?: boolean },
): Promise<void> {
  const asOf = options.asOf ? { as_of: toTime(io, options.asOf, { option: '--as-of', moment: 'last' }) } : {};
  const answer = await openSession(io).call('recall', { query, k: options.k, ...asOf, ...facets(options) });
  if (options.json) return printJson(io, answer);
  if (answer.items.length === 0) print(io, say(io, 'nothingFound'));
  for (const hit of answer.items) {
    print(
      io,
      `${style(io, 'bold', harmless(toHeading(hit)))}  ${style(io, 'dim', `${hit.score.toFixed(2)}  ${hit.memory_id ?? hit.document_id}`)}`,
    );
    if (options.why) for (const why of hit.why) print(io, style(io, 'dim', `  ${toReason(io, why)}`));
    printContent(io, hit);
  }
}

/** A passage of a document is told with the headings it stands under. */
function toHeading({ title, heading_path = [] }: Output<'recall'>['items'][number]): string {
  return [title, ...heading_path].join(' › ');
}

type StoreOptions = Common & Facets & { title?: string; file?: string; validFrom?: string };

async function store(io: CliIo, text: string | undefined, options: StoreOptions): Promise<void> {
  const content = await readText(io, text, options.file);
  if (content.trim() === '') throw new CliError(say(io, 'nothingToStore'));
  const title = options.title ? { title: options.title } : {};
  const since =
    options.validFrom && toTime(io, options.validFrom, { option: '--valid-from', moment: 'first' });
  const validFrom = since ? { valid_from: since } : {};
  const memory = { content, ...title, ...validFrom, ...facets(options) };
  const answer = await openSession(io)
    .call('storeMemory', memory)
    .catch((error: unknown) => {
      throw options.json ? error : withUpload(io, error);
    });
  if (options.json) return printJson(io, answer);
  print(io, say(io, answer.unchanged ? 'unchanged' : 'stored', { id: answer.id }));
  if (answer.unchanged) sayWhatIsKept(io, answer, { ...options, ...(since ? { validFrom: since } : {}) });
}

/** What was given with a text that is known already, and differs from what stands there, was left out. */
function sayWhatIsKept(io: CliIo, kept: Output<'storeMemory'>, options: StoreOptions): void {
  const given = {
    title: options.title?.trim() !== kept.title && options.title,
    tags: options.tag?.some((tag) => !kept.tags.includes(tag.trim())),
    type: options.type !== kept.memory_type && options.type,
    source: options.source?.trim() !== kept.source && options.source,
    domain: options.domain?.trim() !== kept.domain && options.domain,
    'valid-from':
      options.validFrom && Date.parse(options.validFrom) !== Date.parse(kept.valid_from) && options.validFrom,
  };
  const differing = Object.entries(given).flatMap(([field, differs]) => (differs ? [field] : []));
  if (differing.length === 0) return;
  print(io, say(io, 'notChanged', { fields: differing.join(', ') }));
  if (given.title) print(io, say(io, 'howTitle', { id: kept.id }));
  const others = differing.filter((field) => field !== 'title').join(', ');
  if (others) print(io, say(io, 'howOthers', { fields: others, id: kept.id }));
}

async function recent(io: CliIo, options: Common & { k: number }): Promise<void> {
  const answer = await openSession(io).call('listRecent', { k: options.k });
  if (options.json) return printJson(io, answer);
  if (answer.items.length === 0) return print(io, say(io, 'nothingStored'));
  printTable(
    io,
    ['STORED', 'TYPE', 'TITLE', 'ID'],
    answer.items.map((memory) => toRow(io, memory)),
  );
}

function toRow(io: CliIo, memory: Output<'getMemory'>): string[] {
  const { created_at, memory_type, title, id } = memory;
  return [toLocal(created_at, 'minute'), memory_type, `${title}${toSpan(io, memory)}`, id];
}

/** By so much this machine's clock and the service's may differ. */
const clockMs = 60_000;

/** Of what is not true now, when it was or will be. */
function toSpan(io: CliIo, { valid_from, valid_to }: Output<'getMemory'>): string {
  if (valid_to !== null && valid_to <= valid_from) return ` (${say(io, 'neverHeld')})`;
  if (valid_to !== null) return ` (${say(io, 'heldUntil', { time: toLocal(valid_to, 'minute') })})`;
  if (Date.parse(valid_from) <= Date.now() + clockMs) return '';
  return ` (${say(io, 'holdsFrom', { time: toLocal(valid_from, 'minute') })})`;
}

async function stats(io: CliIo, options: Common): Promise<void> {
  const answer = await openSession(io).call('getStats', {});
  if (options.json) return printJson(io, answer);
  printTable(
    io,
    ['TYPE', 'MEMORIES'],
    [...Object.entries(answer.byType), [say(io, 'all'), answer.memories]].map((row) => row.map(String)),
  );
  const { documents, chunks, entities, relations } = answer;
  print(io, '');
  printTable(
    io,
    ['DOCUMENTS', 'CHUNKS', 'ENTITIES', 'RELATIONS'],
    [[documents, chunks, entities, relations].map(String)],
  );
}
