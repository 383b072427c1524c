import { existsSync } from 'node:fs';
import { type AiClient, aiClients } from '@knowmind/sdk';
import type { Command } from 'commander';
import { toAdvice } from './install-advice.ts';
import { configurationPath, signOf, unknownClient } from './install-clients.ts';
import {
  type Failure,
  type InstallOptions,
  installOne,
  isConnected,
  type Outcome,
  type Target,
} from './install-one.ts';
import { CliError, type CliIo, PartlyFailedError } from './io.ts';
import { say } from './messages.ts';
import { harmless, print, printJson, printTable } from './output.ts';
import { effective } from './settings.ts';

export function addInstallCommand(program: Command, io: CliIo): void {
  program
    .command('install <client>')
    .description('connect an AI client: writes knowmind into its configuration, beside what is there')
    .option('--project', 'in the configuration of the project in this folder')
    .option('--http', 'the client calls the service itself, in place of starting "knowmind mcp"')
    .option('--with-token', 'write the token in clear into the configuration')
    .option('--print', 'only print what would stand in the configuration')
    .option('--dry-run', 'only say what would be done')
    .addHelpText(
      'after',
      `\nClients: ${aiClients.map(({ id }) => id).join(', ')}; "all" are those in use on this machine, "list" shows them.\nThe file as it was is kept beside it, one with a token in ~/.knowmind/backups. Without --with-token no token is written.\n\nExamples:\n  knowmind install list\n  knowmind install cursor\n  knowmind install vscode --project --http`,
    )
    .action((client: string, _: unknown, command: Command) => {
      const options: InstallOptions = command.optsWithGlobals();
      if (client === 'list') list(io, options);
      else if (client === 'all') installAll(io, options);
      else installNamed(io, client, options);
    });
}

function installNamed(io: CliIo, name: string, options: InstallOptions): void {
  const client = aiClients.find(({ id }) => id === name.toLowerCase());
  if (!client) throw unknownClient(io, name);
  const target = toTarget(io, options);
  const outcome = installOne(io, client, { ...options, ...target });
  report(io, [outcome], { ...options, ...target });
}

/** One that fails stops no other. */
function installAll(io: CliIo, options: InstallOptions): void {
  const found = aiClients.filter((client) => isFound(io, client, options));
  if (found.length === 0)
    throw new CliError(say(io, options.project ? 'noClientFoundInProject' : 'noClientFound'), 'not_found');
  const target = toTarget(io, options);
  const outcomes = found.map((client): Outcome | Failure => {
    try {
      return installOne(io, client, { ...options, ...target });
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      return { client: client.id, status: 'failed', error: { code: error.code, message: error.message } };
    }
  });
  report(io, outcomes, { ...options, ...target });
  const counts = { failed: outcomes.filter(({ status }) => status === 'failed').length, all: found.length };
  if (counts.failed === counts.all) throw new CliError(say(io, 'partlyFailed', counts));
  if (counts.failed > 0) throw new PartlyFailedError(say(io, 'partlyFailed', counts));
}

function list(io: CliIo, options: InstallOptions): void {
  const items = aiClients.map((client) => ({
    client: client.id,
    name: client.name,
    found: isFound(io, client, options),
    connected: isConnected(io, client, options.project === true) ?? null,
    path: configurationPath(io, client, options.project === true) ?? null,
  }));
  if (options.json) printJson(io, { items });
  else printList(io, items);
}

type Listed = {
  client: string;
  name: string;
  found: boolean;
  connected: boolean | null;
  path: string | null;
};

function printList(io: CliIo, items: Listed[]): void {
  const mark = (value: boolean | null) => (value === null ? '?' : value ? '✓' : '–');
  printTable(
    io,
    ['CLIENT', 'NAME', 'FOUND', 'CONNECTED', 'FILE'],
    items.map(({ client, name, found, connected, path }) => [
      client,
      name,
      mark(found),
      mark(connected),
      path ?? '–',
    ]),
  );
}

function isFound(io: CliIo, client: AiClient, { project = false }: InstallOptions): boolean {
  const traces = [signOf(io, client, project), configurationPath(io, client, project)];
  return traces.some((path) => path !== undefined && existsSync(path));
}

function toTarget(io: CliIo, { http, withToken }: InstallOptions): Target {
  const { apiUrl, token } = effective(io);
  if (withToken && !token) throw new CliError(say(io, 'noToken'), 'unauthenticated');
  return { url: http ? `${apiUrl}/api/mcp/v1` : undefined, token: withToken ? token : undefined };
}

function report(io: CliIo, outcomes: (Outcome | Failure)[], options: InstallOptions & Target): void {
  const advice = toAdvice(io, outcomes, options);
  const dryRun = options.dryRun === true;
  if (options.json) printJson(io, { items: outcomes, advice, dry_run: dryRun });
  else {
    for (const outcome of outcomes) tell(io, outcome, dryRun);
    for (const line of advice) io.stderr.write(`${line}\n`);
  }
}

function tell(io: CliIo, outcome: Outcome | Failure, dryRun: boolean): void {
  const client = aiClients.find(({ id }) => id === outcome.client)?.name ?? outcome.client;
  if (outcome.status === 'failed')
    io.stderr.write(`${harmless(say(io, 'installFailed', { client, reason: outcome.error.message }))}\n`);
  else if (outcome.status === 'manual') showText(io, client, outcome);
  else print(io, toLine(io, client, outcome, dryRun));
}

/** The heading goes to standard error, so that a pipe gets the text alone. */
function showText(io: CliIo, client: string, { path, text }: { path?: string; text: string }): void {
  const byHand = text.startsWith('{') ? 'installManualSnippet' : 'installManualCommand';
  io.stderr.write(`${say(io, path === undefined ? byHand : 'installPrint', { client, path: path ?? '' })}\n`);
  print(io, text);
}

type Written = Exclude<Outcome, { status: 'manual' }>;

function toLine(io: CliIo, client: string, outcome: Written, dryRun: boolean): string {
  const { status, path } = outcome;
  if (status === 'unchanged') return say(io, 'installUnchanged', { client, path });
  if (status === 'created')
    return say(io, dryRun ? 'installWouldCreate' : 'installCreated', { client, path });
  if (dryRun) return say(io, 'installWouldUpdate', { client, path });
  return say(io, 'installUpdated', { client, path, backup: outcome.backup ?? '–' });
}
