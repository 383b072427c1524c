import { type AiClient, type ServerChange, toEntry, toSnippet } from '@knowmind/sdk';
import { configurationPath } from './install-clients.ts';
import { BrokenConfiguration } from './install-entry.ts';
import { readConfiguration, writeConfiguration } from './install-file.ts';
import { findJsonEntry, mergeJson } from './install-json.ts';
import { findTomlEntry, mergeToml } from './install-toml.ts';
import { CliError, type CliIo, FileError } from './io.ts';
import { say } from './messages.ts';

export type InstallOptions = {
  project?: boolean;
  print?: boolean;
  dryRun?: boolean;
  http?: boolean;
  withToken?: boolean;
  json?: boolean;
};

/** How the service is reached, and the token where it is to stand in clear. */
export type Target = { url: string | undefined; token: string | undefined };

/** `manual`: the client keeps its servers itself, or nobody may write; `text` is what to run or paste. */
export type Outcome = { client: string } & (
  | { status: 'created' | 'updated' | 'unchanged'; path: string; backup?: string }
  | { status: 'manual'; path?: string; text: string }
);

export type Failure = { client: string; status: 'failed'; error: { code: string; message: string } };

/** Connects one client; throws a line for the person, with the configuration as it was. */
export function installOne(io: CliIo, client: AiClient, options: InstallOptions & Target): Outcome {
  const path = configurationPath(io, client, options.project === true);
  if (options.project && path === undefined)
    throw new CliError(say(io, 'noProjectFile', { client: client.name }));
  const change = toChange(io, client, { ...options, written: path !== undefined && !options.print });
  if (path === undefined)
    return { client: client.id, status: 'manual', text: toSnippet(client, change, true) };
  if (options.print)
    return { client: client.id, status: 'manual', path, text: toSnippet(client, change, false) };
  const before = readConfiguration(io, path);
  const merge = client.form === 'toml' ? mergeToml : mergeJson;
  const text = explained(io, { client, path }, () => merge(before.text ?? '', change));
  if (text === before.text) return { client: client.id, status: 'unchanged', path };
  const status = before.text === undefined ? 'created' : 'updated';
  if (options.dryRun) return { client: client.id, status, path };
  const backup = writeConfiguration(io, before, { text, secret: options.token !== undefined });
  return { client: client.id, status, path, ...(backup ? { backup } : {}) };
}

/** Whether the client has an entry; undefined where that cannot be read. */
export function isConnected(io: CliIo, client: AiClient, project: boolean): boolean | undefined {
  const path = configurationPath(io, client, project);
  if (path === undefined) return undefined;
  const find = client.form === 'toml' ? findTomlEntry : findJsonEntry;
  try {
    return find(readConfiguration(io, path).text ?? '', client.root) !== undefined;
  } catch {
    return undefined;
  }
}

function toChange(
  io: CliIo,
  client: AiClient,
  { url, token, written }: Target & { written: boolean },
): ServerChange {
  const entry = toEntry(client, { url, token });
  if (!entry) throw new CliError(say(io, 'noHttp', { client: client.name }));
  if (url !== undefined && written && token === undefined && !client.reference)
    throw new CliError(say(io, 'httpNeedsToken', { client: client.name }));
  const asks = url !== undefined && token === undefined && client.input;
  return { root: client.root, entry, ...(asks ? { input: client.input } : {}) };
}

function explained<T>(io: CliIo, { client, path }: { client: AiClient; path: string }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BrokenConfiguration)) throw error;
    if (error.line === undefined)
      throw new FileError(say(io, 'inlineConfiguration', { path, client: client.id }));
    throw new FileError(say(io, 'brokenConfiguration', { path, line: error.line, reason: error.message }));
  }
}
