import { resolve } from 'node:path';
import { type EntityClass, entityClasses, type Input, KnowmindError } from '@knowmind/sdk';
import type { Command } from 'commander';
import { readBytes, sendFile, type Uploaded } from './file.ts';
import { type Failure, toFailure } from './file-failure.ts';
import { CliError, type CliIo, PartlyFailedError } from './io.ts';
import { say } from './messages.ts';
import { harmless, print, printJson } from './output.ts';
import { openSession, type Session } from './session.ts';
import { findOrigin, findTitle, noteUpload } from './upload-notes.ts';
import { toTitles } from './upload-titles.ts';

type Options = { json?: boolean; title?: string; source?: string; replace?: string; link?: string[] };
type Relations = NonNullable<Input<'uploadDocument'>['relations']>;
type Item = { file: string } & (Uploaded | { error: Failure });
const collect = (value: string, earlier: string[] = []) => [...earlier, value];

export function addUploadCommand(program: Command, io: CliIo): void {
  program
    .command('upload <file...>')
    .description('store files: Markdown, plain text, HTML, PDF, DOCX up to 10 MB; - is standard input')
    .option('--title <title>', 'instead of the name of the file; a document of this title is replaced')
    .option('--source <source>', 'where it comes from')
    .option('--replace <id>', 'the document whose place it takes')
    .option('--link <predicate:name>', 'relate it, such as ABOUT:Heating; may be repeated', collect)
    .addHelpText(
      'after',
      '\nA document is called like its file, without the ending; files of one name in one call, with the folders that tell\nthem apart, which they keep when they are uploaded alone later.\nOne of the same title is replaced.\n\nExamples:\n  knowmind upload contract.pdf --link ABOUT:Topic:Heating\n  knowmind upload notes/*.md --source notes\n  pandoc -t markdown book.epub | knowmind upload - --title Book',
    )
    .action((files: string[], _: unknown, command: Command) =>
      uploadAll(io, files, command.optsWithGlobals()),
    );
}

async function uploadAll(io: CliIo, files: string[], options: Options): Promise<void> {
  assertOptions(io, files, options);
  const fields = toFields(io, options);
  const session = openSession(io);
  const titles =
    options.title || options.replace ? new Map() : toTitles(io.cwd, files, (path) => findTitle(io, path));
  const [only, ...others] = files;
  if (only !== undefined && others.length === 0) {
    const sending = { path: only, fields, title: titles.get(only) };
    const answer = await upload(io, session, sending).catch((error: unknown) => {
      throw options.json ? error : new CliError(toRefusal(io, sending, error));
    });
    return options.json ? printJson(io, answer) : printAnswer(io, only, answer);
  }
  const items: Item[] = [];
  for (const path of files) {
    const title = titles.get(path);
    items.push(await tryUpload(io, session, { path, fields, title, json: options.json === true }));
  }
  if (options.json) printJson(io, { items });
  const counts = { failed: items.filter((item) => 'error' in item).length, all: items.length };
  if (counts.failed === counts.all) throw new CliError(say(io, 'partlyFailed', counts));
  if (counts.failed > 0) throw new PartlyFailedError(say(io, 'partlyFailed', counts));
}

/** Which file was refused, and why; anything else that went wrong is thrown. */
function toRefusal(io: CliIo, { path, fields }: Sending, error: unknown): string {
  const { code, message } = toFailure(io, error);
  // What is wrong with reading a file names it already, and what is missing is the document it was to replace.
  if (!(error instanceof KnowmindError) || code === 'not_found') return message;
  const isOfTitle = error.body?.details?.[0]?.path === 'title';
  if (path === '-') return isOfTitle && !fields.title ? say(io, 'stdinTitle') : message;
  return `${path}: ${message}`;
}

function assertOptions(io: CliIo, files: string[], { title, replace }: Options): void {
  if (files.filter((file) => file === '-').length > 1) throw new CliError(say(io, 'onlyOneStdin'));
  const option = title ? '--title' : replace ? '--replace' : undefined;
  if (files.length > 1 && option) throw new CliError(say(io, 'onlyOne', { option }));
}

type Fields = Parameters<typeof sendFile>[2]['fields'];

function toFields(io: CliIo, { title, source, replace, link = [] }: Options): Fields {
  return {
    ...(title ? { title } : {}),
    ...(source ? { source } : {}),
    ...(replace ? { replaceDocumentId: replace } : {}),
    ...(link.length > 0 ? { relations: toRelations(io, link) } : {}),
  };
}

/** `ABOUT:Heating`, or `ABOUT:Topic:Heating` where the class has to be said. */
function toRelations(io: CliIo, links: string[]): Relations {
  return links.map((link) => {
    const [, predicate = '', rest = ''] = /^\s*([^:]+?)\s*:\s*(.*\S)\s*$/s.exec(link) ?? [];
    if (predicate === '' || rest === '') throw new CliError(say(io, 'badLink', { link }));
    const [, before = '', name = ''] = /^([^:]+):\s*(.+)$/s.exec(rest) ?? [];
    const object_class = entityClasses.find((known): known is EntityClass => known === before.trim());
    return object_class ? { predicate, object: name, object_class } : { predicate, object: rest };
  });
}

/** `title`: what tells the file apart from others of its name. */
type Sending = { path: string; fields: Fields; title: string | undefined };

async function upload(io: CliIo, session: Session, { path, fields, title }: Sending): Promise<Uploaded> {
  const bytes = await readBytes(io, path);
  const all = title === undefined ? fields : { ...fields, title };
  const answer = await sendFile(io, session, { path, bytes, fields: all });
  if (path === '-') return answer;
  const place = resolve(io.cwd, path);
  if (answer.replaced && !fields.replaceDocumentId) warnOfOther(io, { path, place }, answer);
  noteUpload(io, { id: answer.id, path: place, title });
  return answer;
}

/** A title is the key: a file of the same name from elsewhere takes the place of a text that is then gone. */
function warnOfOther(
  io: CliIo,
  { path, place }: { path: string; place: string },
  { id, title }: Uploaded,
): void {
  const origin = findOrigin(io, id);
  if (origin === place) return;
  const line = say(io, origin ? 'otherFile' : 'otherOrigin', { file: path, title, origin: origin ?? '' });
  io.stderr.write(`${harmless(line).replaceAll('\n', ' ')}\n`);
}

/** One that fails does not keep the others from being stored. */
async function tryUpload(
  io: CliIo,
  session: Session,
  { json, ...sending }: Sending & { json: boolean },
): Promise<Item> {
  const { path } = sending;
  try {
    const answer = await upload(io, session, sending);
    if (!json) printAnswer(io, path, answer);
    return { file: path, ...answer };
  } catch (error) {
    const failure = toFailure(io, error);
    io.stderr.write(`${harmless(`${path}: ${failure.message}`).replaceAll('\n', ' ')}\n`);
    return { file: path, error: failure };
  }
}

function printAnswer(io: CliIo, path: string, { id, chunks, unchanged, replaced }: Uploaded): void {
  const key = unchanged ? 'sameDocument' : replaced ? 'replacedBy' : 'uploaded';
  print(io, say(io, key, { file: harmless(path).replaceAll('\n', ' '), id, chunks }));
}
