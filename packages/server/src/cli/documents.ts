import type { Output } from '@knowmind/sdk';
import type { Command } from 'commander';
import { CliError, type CliIo, toNumber } from './io.ts';
import { say } from './messages.ts';
import { isId } from './node.ts';
import { harmless, print, printJson, printTable, style } from './output.ts';
import { readPages } from './pages.ts';
import { openSession, type Session } from './session.ts';
import { toLocal } from './times.ts';

type Common = { json?: boolean };
type ListOptions = Common & { query?: string; source?: string; k: number };

export function addDocumentCommands(program: Command, io: CliIo): void {
  const documents = program
    .command('documents')
    .description('the documents that were uploaded')
    .addHelpText(
      'after',
      '\nExamples:\n  knowmind documents --query contract\n  knowmind documents show Contract',
    );
  documents
    .command('list', { isDefault: true })
    .description('documents, last changed first')
    .option('--query <text>', 'the title holds this')
    .option('--source <source>', 'where they come from')
    .option('-k, --k <number>', 'how many at most', toNumber, 50)
    .addHelpText('after', '\nExample:\n  knowmind documents list --source notes --json')
    .action((_: unknown, command: Command) => list(io, command.optsWithGlobals()));
  documents
    .command('show <document>')
    .description('a document with its text, by id or title')
    .addHelpText('after', '\nExample:\n  knowmind documents show "notes/plan.md"')
    .action((which: string, _: unknown, command: Command) => show(io, which, command.optsWithGlobals()));
}

async function list(io: CliIo, options: ListOptions): Promise<void> {
  const session = openSession(io);
  const filter = {
    ...(options.query ? { query: options.query } : {}),
    ...(options.source ? { source: options.source } : {}),
  };
  const items = await readPages(options.k, (page) => session.call('listDocuments', { ...filter, ...page }));
  if (options.json) return printJson(io, { items });
  if (items.length === 0) return print(io, say(io, 'nothingFound'));
  printTable(io, ['CHANGED', 'CHUNKS', 'TITLE', 'SOURCE', 'ID'], items.map(toRow));
}

function toRow(document: Output<'listDocuments'>['items'][number]): string[] {
  const { updatedAt, chunks, title, source, id } = document;
  return [toLocal(updatedAt, 'minute'), String(chunks), title, source ?? '–', id];
}

async function show(io: CliIo, which: string, options: Common): Promise<void> {
  const session = openSession(io);
  const id = isId(which) ? which : await toDocumentId(io, session, which);
  const document = await session.call('getDocument', { id });
  if (options.json) return printJson(io, document);
  const { title, source, mediaType, updatedAt, content } = document;
  const facts = [toLocal(updatedAt, 'minute'), mediaType, source, document.id].filter(Boolean).join('  ');
  print(io, `${style(io, 'bold', harmless(title))}  ${style(io, 'dim', harmless(facts))}\n`);
  print(io, harmless(content));
}

const longestQuery = 200;

async function toDocumentId(io: CliIo, session: Session, title: string): Promise<string> {
  const [found] = (await session.call('listDocuments', { title, limit: 1 })).items;
  if (found) return found.id;
  const { items } = await session.call('listDocuments', { query: title.slice(0, longestQuery), limit: 3 });
  const choices = items.map((each) => `"${each.title}"`).join(', ');
  const key = choices === '' ? 'unknownDocument' : 'unknownDocumentLike';
  throw new CliError(say(io, key, { name: title, choices }), 'not_found');
}
