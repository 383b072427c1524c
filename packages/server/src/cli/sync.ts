import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { CliError, type CliIo, PartlyFailedError } from './io.ts';
import { say } from './messages.ts';
import { print, printJson } from './output.ts';
import { openSession } from './session.ts';
import { manifestPath, readManifest } from './sync-manifest.ts';
import { type Round, runRound, type SyncOptions } from './sync-round.ts';

const pauseMs = 2000;

export function addSyncCommand(program: Command, io: CliIo): void {
  program
    .command('sync <folder>')
    .description(
      'keep the documents of a folder in the memory: what is new, changed or renamed since the last time',
    )
    .option('--source <source>', 'where they come from')
    .option('--delete', 'erase documents whose file is gone (needs the scope admin)')
    .option('--dry-run', 'only show what would be done; what the files hold is not checked')
    .option('--verbose', 'name the files of other types too, which are skipped')
    .option('--watch', 'go on until it is ended')
    .addHelpText(
      'after',
      '\nA document is called like its file, with its folders. What was uploaded is noted in ~/.knowmind/sync, not in the folder.\nHidden files, node_modules and links are left out; empty files and those of other types are skipped and counted.\n\nExamples:\n  knowmind sync notes --dry-run\n  knowmind sync notes --source notes --watch',
    )
    .action((folder: string, _: unknown, command: Command) => sync(io, folder, command.optsWithGlobals()));
}

async function sync(io: CliIo, given: string, options: SyncOptions & { watch?: boolean }): Promise<void> {
  if (options.watch && options.dryRun) throw new CliError(say(io, 'watchDry'));
  const folder = resolve(io.cwd, given);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new CliError(say(io, 'noFolder', { path: given }));
  const session = openSession(io);
  const { workspace } = await session.call('getMe', {});
  const path = manifestPath(io, { apiUrl: session.apiUrl, workspaceId: workspace.id, folder });
  const round: Round = {
    folder,
    session,
    path,
    manifest: readManifest(io, path, folder),
    told: new Map(),
    options,
  };
  if (options.watch) return watch(io, round);
  const { items, counts } = await once(io, round);
  const failed = { failed: counts.failed, all: items.length - counts.skipped };
  if (counts.failed > 0 && counts.failed === failed.all && counts.unchanged === 0)
    throw new CliError(say(io, 'partlyFailed', failed));
  if (counts.failed > 0) throw new PartlyFailedError(say(io, 'partlyFailed', failed));
}

async function once(io: CliIo, round: Round) {
  const result = await runRound(io, round);
  const { items, counts } = result;
  if (round.options.json) printJson(io, { items, counts });
  else print(io, say(io, round.options.dryRun ? 'syncPlan' : 'syncSummary', counts));
  return result;
}

/** Looks again and again: that finds changes on every file system, network drives too. */
async function watch(io: CliIo, round: Round): Promise<void> {
  let stopped = false;
  const stop = io.stopped().then(() => {
    stopped = true;
  });
  round.isStopped = () => stopped;
  await once(io, round);
  io.stderr.write(`${say(io, 'watching', { folder: round.folder })}\n`);
  while (!stopped) {
    const pause = new AbortController();
    await Promise.race([stop, wait(pauseMs, undefined, { signal: pause.signal }).catch(() => undefined)]);
    pause.abort();
    if (stopped) return;
    const { items, counts } = await runRound(io, round);
    if (items.length === 0) continue;
    if (round.options.json) printJson(io, { items, counts });
    else print(io, say(io, 'syncSummary', counts));
  }
}
