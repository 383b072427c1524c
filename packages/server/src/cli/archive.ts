import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type ArchiveRecord, archiveFormat, importLimits, KnowmindError } from '@knowmind/sdk';
import type { Command } from 'commander';
import { CliError, type CliIo } from './io.ts';
import { say, toMessage } from './messages.ts';
import { print, printJson } from './output.ts';
import { mayWrite, saveStream } from './save.ts';
import { openSession, type Session } from './session.ts';
import { sayUnreadable } from './unreadable.ts';

/** Small enough that other calls hardly notice; a document that is larger goes alone. */
const batchBytes = 2 * 1024 * 1024;

export function addArchiveCommands(program: Command, io: CliIo): void {
  program
    .command('export')
    .description(
      'the whole workspace as one archive: memories with history, documents, entities, relations, audit log',
    )
    .option('--output <path>', 'a file; else standard output')
    .option('--force', 'replace the file if there is one')
    .addHelpText(
      'after',
      '\nExamples:\n  knowmind export --output team.jsonl\n  knowmind export | gzip > team.jsonl.gz',
    )
    .action((_: unknown, command: Command) => exportArchive(io, command.optsWithGlobals()));
  program
    .command('import <file>')
    .description(
      'bring in an archive that export made ("-" reads standard input); repeated, it changes nothing',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  knowmind import team.jsonl\n  gunzip -c team.jsonl.gz | knowmind import -',
    )
    .action((file: string, _: unknown, command: Command) =>
      importArchive(io, file, command.optsWithGlobals()),
    );
}

type ExportOptions = { output?: string; force?: boolean };

async function exportArchive(io: CliIo, options: ExportOptions): Promise<void> {
  const { output } = options;
  if (!(await mayWrite(io, options))) return print(io, say(io, 'cancelled'));
  await saveStream(io, await openSession(io).stream('exportWorkspace', {}), output);
  if (output) io.stderr.write(`${say(io, 'exported', { path: output })}\n`);
}

/** `value` is unset where the line is no record. */
type Line = { number: number; value: Record<string, unknown> | undefined };
/** `lines`: on which line of the file each record stands. */
type Batch = { lines: number[]; bytes: number; records: ArchiveRecord[] };
type Sums = { created: number; unchanged: number; audit: number };

async function importArchive(io: CliIo, file: string, options: { json?: boolean }): Promise<void> {
  const session = openSession(io);
  const sums: Sums = { created: 0, unchanged: 0, audit: 0 };
  const progress = startProgress(io);
  try {
    for await (const batch of toBatches(io, readLines(io, file), sums)) {
      await send(io, session, batch, sums);
      progress.show(sums.created + sums.unchanged);
    }
  } finally {
    progress.end();
  }
  if (options.json) printJson(io, sums);
  else print(io, say(io, 'imported', sums));
}

async function* readLines(io: CliIo, file: string): AsyncGenerator<Line> {
  const input = file === '-' ? io.stdin : createReadStream(resolve(io.cwd, file));
  const failed = new Promise<never>((_, reject) => {
    input.once('error', (error: NodeJS.ErrnoException) =>
      reject(new CliError(sayUnreadable(io, file, error))),
    );
  });
  failed.catch(() => undefined);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  for (let number = 1; ; number += 1) {
    const next = await Promise.race([lines.next(), failed]);
    if (next.done) return;
    if (next.value.trim() !== '') yield { number, value: parseLine(next.value) };
  }
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The records, of which all before a line that cannot be read are brought in. The first line proves that it is an
 * archive, the last one that it is whole: where the last cannot be read, the archive was cut off in it.
 */
async function* toBatches(io: CliIo, lines: AsyncIterable<Line>, sums: Sums): AsyncGenerator<Batch> {
  let begun = false;
  let ended = false;
  let broken: number | undefined;
  let goesOn = false;
  let batch: Batch = emptyBatch();
  for await (const { number, value } of lines) {
    goesOn = broken !== undefined;
    if (goesOn) break;
    if (!begun) assertHeader(io, value ?? {});
    else if (!value) broken = number;
    else if (value.kind === 'end') ended = true;
    else if (value.kind === 'audit') sums.audit += 1;
    else {
      const bytes = Buffer.byteLength(JSON.stringify(value));
      if (isFull(batch, bytes)) {
        yield batch;
        batch = emptyBatch();
      }
      add(batch, { number, value }, bytes);
    }
    begun = true;
  }
  if (batch.records.length > 0) yield batch;
  if (!begun) throw new CliError(say(io, 'noArchive'));
  if (goesOn || (broken !== undefined && ended))
    throw new CliError(say(io, 'brokenLine', { line: broken ?? 0, ...sums }));
  if (!ended) throw new CliError(say(io, 'archiveCut', sums));
}

function emptyBatch(): Batch {
  return { lines: [], bytes: 0, records: [] };
}

function isFull({ records, bytes }: Batch, more: number): boolean {
  return records.length > 0 && (records.length >= importLimits.records || bytes + more > batchBytes);
}

type Known = { number: number; value: Record<string, unknown> };

function add(batch: Batch, { number, value }: Known, bytes: number): void {
  batch.lines.push(number);
  batch.bytes += bytes;
  batch.records.push(value as ArchiveRecord);
}

function assertHeader(io: CliIo, { kind, format }: Record<string, unknown>): void {
  if (kind !== 'workspace' || typeof format !== 'number') throw new CliError(say(io, 'noArchive'));
  if (format > archiveFormat) throw new CliError(say(io, 'newerArchive', { format }));
}

async function send(io: CliIo, session: Session, batch: Batch, sums: Sums): Promise<void> {
  const { lines, records } = batch;
  try {
    const answer = await session.call('importRecords', { records });
    sums.created += answer.created;
    sums.unchanged += answer.unchanged;
  } catch (error) {
    if (!(error instanceof KnowmindError) || error.status < 400 || error.status === 401) throw error;
    throw new CliError(toRefusal(io, error, { lines, sums }));
  }
}

/** The service counts the records of one call; a person finds a line of the file. */
function toRefusal(
  io: CliIo,
  error: KnowmindError,
  { lines, sums }: { lines: number[]; sums: Sums },
): string {
  const reason = toMessage(io, error);
  const [, index] = /^records\.(\d+)/.exec(error.body?.details?.[0]?.path ?? '') ?? [];
  const line = index === undefined ? undefined : lines[Number(index)];
  if (line === undefined)
    return say(io, 'importRefused', { first: lines[0] ?? 0, last: lines.at(-1) ?? 0, reason, ...sums });
  const own = reason.replaceAll(`records.${index}.`, '').replaceAll(`records.${index}: `, '');
  return say(io, 'importRefusedLine', { line, reason: own, ...sums });
}

/** A line that is written over, where someone looks. */
function startProgress(io: CliIo) {
  let shown = false;
  return {
    show(count: number) {
      if (!io.stderr.isTTY) return;
      shown = true;
      io.stderr.write(`\r${say(io, 'importing', { count })}`);
    },
    end() {
      if (shown) io.stderr.write('\n');
    },
  };
}
