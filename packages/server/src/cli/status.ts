import { KnowmindError, type Output } from '@knowmind/sdk';
import { type Command, Option } from 'commander';
import { CliError, type CliIo } from './io.ts';
import { say } from './messages.ts';
import { harmless, print, printJson, style } from './output.ts';
import { openSession } from './session.ts';
import { effective } from './settings.ts';
import { keepKnown, refresh, toFailed, toFound } from './status-cache.ts';
import { printStatusLine } from './status-line.ts';
import { toLocal } from './times.ts';

/** Who asks how things are does not want to wait for a server that hangs. */
const limitMs = 5000;

type Options = { json?: boolean; line?: boolean; color?: boolean; refresh?: boolean };

export function addStatusCommand(program: Command, io: CliIo): void {
  program
    .command('status')
    .description('the server, the workspace, how much it holds, and what was stored last')
    .option('--line', 'one line for a status line or a prompt, from what is known; waits for nothing')
    .option('--color', 'with --line: coloured in a pipe too')
    .addOption(new Option('--refresh').hideHelp())
    .addHelpText('after', '\nExamples:\n  knowmind status\n  knowmind status --line')
    .action((_: unknown, command: Command) => run(io, command.optsWithGlobals()));
}

async function run(io: CliIo, options: Options): Promise<void> {
  if (options.line) return printStatusLine(io, options);
  if (options.refresh) {
    const { apiUrl, token } = effective(io);
    return refresh(io, token ? { apiUrl, token } : undefined);
  }
  await show(io, options);
}

async function show(io: CliIo, { json }: Options): Promise<void> {
  const { apiUrl, token } = effective(io);
  const status = await ask(io, token ? { apiUrl, token } : undefined);
  if (json) printJson(io, toJson(apiUrl, status));
  else for (const [label, text] of toRows(io, apiUrl, status)) print(io, `${label}  ${text}`);
  if (!token) throw new CliError(say(io, 'noToken'), 'unauthenticated');
}

type Status = {
  health: Output<'getHealth'>;
  latencyMs: number;
  stats?: Output<'getStats'> | undefined;
  last?: Output<'getMemory'> | undefined;
};

async function ask(io: CliIo, target: { apiUrl: string; token: string } | undefined): Promise<Status> {
  const session = openSession(io);
  const begin = performance.now();
  try {
    const health = await session.call('getHealth', {}, { limitMs });
    const latencyMs = Math.round(performance.now() - begin);
    if (!target) return { health, latencyMs };
    const [stats, recent] = await Promise.all([
      readable(session.call('getStats', {}, { limitMs })),
      readable(session.call('listRecent', { k: 1 }, { limitMs })),
    ]);
    keepKnown(io, target, toFound({ health, stats, latencyMs }));
    return { health, latencyMs, stats, last: recent?.items[0] };
  } catch (error) {
    if (target) keepKnown(io, target, toFailed(error));
    throw error;
  }
}

/** A token that may only write still has a server and a workspace to be shown. */
async function readable<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof KnowmindError && error.code === 'insufficient_scope') return undefined;
    throw error;
  }
}

function toJson(apiUrl: string, { health, latencyMs, stats, last }: Status) {
  const { version, status, token = null, workspace = null } = health;
  const counts = stats && {
    memories: stats.memories,
    documents: stats.documents,
    chunks: stats.chunks,
    entities: stats.entities,
    relations: stats.relations,
  };
  return {
    api_url: apiUrl,
    status,
    version,
    latency_ms: latencyMs,
    workspace,
    token,
    stats: counts ?? null,
    last_stored: last ? { id: last.id, title: last.title, created_at: last.created_at } : null,
  };
}

function toRows(io: CliIo, apiUrl: string, status: Status): [label: string, text: string][] {
  const { health, latencyMs } = status;
  const { token, workspace, version } = health;
  const rows: [string, string][] = [
    [say(io, 'statusServer'), `${apiUrl}  ${health.status}  knowmind ${version}  ${latencyMs} ms`],
  ];
  if (workspace) {
    rows.push([say(io, 'statusWorkspace'), workspace.name], [say(io, 'statusPlan'), workspace.plan]);
    rows.push([say(io, 'statusHolds'), toCounts(io, status)], [say(io, 'statusLast'), toLast(io, status)]);
  }
  if (token) rows.push([say(io, 'statusToken'), toToken(io, token)]);
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, text]) => [style(io, 'bold', label.padEnd(width)), toSafe(text)]);
}

const toSafe = (text: string) => harmless(text).replaceAll('\n', ' ');

function toCounts(io: CliIo, { stats }: Status): string {
  if (!stats) return say(io, 'statusNoCounts');
  const { memories, documents, entities, relations } = stats;
  return say(io, 'statusCounts', { memories, documents, entities, relations });
}

function toLast(io: CliIo, { stats, last }: Status): string {
  if (!stats) return say(io, 'statusNoCounts');
  return last ? `${toLocal(last.created_at, 'minute')}  ${last.title}` : say(io, 'statusNeverStored');
}

function toToken(io: CliIo, token: NonNullable<Output<'getHealth'>['token']>): string {
  const until = token.expiresAt && say(io, 'statusUntil', { time: toLocal(token.expiresAt, 'minute') });
  return [`${token.prefix}…`, token.name, token.scopes.join(', '), ...(until ? [until] : [])].join('  ');
}
