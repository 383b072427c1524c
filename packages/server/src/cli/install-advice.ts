import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aiClients } from '@knowmind/sdk';
import type { Failure, InstallOptions, Outcome, Target } from './install-one.ts';
import type { CliIo } from './io.ts';
import { say } from './messages.ts';
import { effective, readSettings } from './settings.ts';

/** What is still missing for the clients to reach the service, a line each. */
export function toAdvice(
  io: CliIo,
  outcomes: (Outcome | Failure)[],
  options: InstallOptions & Target,
): string[] {
  const done = outcomes.filter((outcome) => outcome.status !== 'failed');
  if (done.length === 0) return [];
  const byCommand = options.url === undefined;
  return [
    ...(byCommand ? forCommand(io, options) : options.token ? [] : forReference(io, done)),
    ...(options.dryRun || options.print ? [] : afterWriting(io, done, options)),
  ];
}

/** A client starts the command in an environment of its own: what is only set here is not there. */
export function forCommand(io: CliIo, { token }: Pick<Target, 'token'>): string[] {
  const file = readSettings(io);
  const advice: string[] = [];
  if (!token && !file.token) advice.push(say(io, 'notSignedInYet'));
  if (io.env.KNOWMIND_API_URL && file.apiUrl !== io.env.KNOWMIND_API_URL)
    advice.push(say(io, 'addressNotSaved', { url: effective(io).apiUrl }));
  if (!isOnPath(io)) advice.push(say(io, 'notOnPath'));
  return advice;
}

function forReference(io: CliIo, done: Outcome[]): string[] {
  const used = aiClients.filter(({ id }) => done.some(({ client }) => client === id));
  const advice: string[] = [];
  if (used.some(({ reference, input }) => reference && !input)) advice.push(say(io, 'setVariable'));
  if (used.some(({ input }) => input)) advice.push(say(io, 'asksForToken'));
  if (used.some(({ reference }) => !reference)) advice.push(say(io, 'putToken'));
  return advice;
}

function afterWriting(io: CliIo, done: Outcome[], { token, project }: InstallOptions & Target): string[] {
  const written = done.flatMap((each) =>
    each.status === 'created' || each.status === 'updated' ? [each] : [],
  );
  if (written.length === 0) return [];
  const exposed = token && project ? written : [];
  return [...exposed.map(({ path }) => say(io, 'tokenInProject', { path })), say(io, 'restartClient')];
}

function isOnPath({ env, platform }: CliIo): boolean {
  const names = platform === 'win32' ? ['knowmind.cmd', 'knowmind.exe'] : ['knowmind'];
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean);
  return folders.some((folder) => names.some((each) => existsSync(join(folder, each))));
}
