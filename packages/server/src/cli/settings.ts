import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, type CliIo } from './io.ts';

export type Settings = { apiUrl?: string; token?: string };
const defaultUrl = 'http://127.0.0.1:3000';

export function settingsPath(io: CliIo): string {
  return join(io.homeDir, '.knowmind', 'config.json');
}

/** What `~/.knowmind/config.json` says; empty when there is none. */
export function readSettings(io: CliIo): Settings {
  let text: string;
  try {
    text = readFileSync(settingsPath(io), 'utf8');
  } catch {
    return {};
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // named below
  }
  throw new CliError(`${settingsPath(io)} is not valid JSON. Mend or delete it.`);
}

/** Writes the file beside its place and moves it there, so that a broken write loses nothing. */
export function writeSettings(io: CliIo, settings: Settings): void {
  const folder = join(io.homeDir, '.knowmind');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const temporary = join(folder, `config.${process.pid}.tmp`);
  writeFileSync(temporary, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, settingsPath(io));
}

/** The environment wins over the file, which wins over the default. */
export function effective(io: CliIo): { apiUrl: string; token: string | undefined } {
  const file = readSettings(io);
  const apiUrl = io.env.KNOWMIND_API_URL || file.apiUrl || defaultUrl;
  return { apiUrl: apiUrl.replace(/\/+$/, ''), token: io.env.KNOWMIND_TOKEN || file.token };
}

/** Where each setting in force comes from: a variable, the file, or nowhere. */
export function sources(io: CliIo): { apiUrl: string; token: string } {
  const file = readSettings(io);
  const from = (variable: string, kept: string | undefined, otherwise: string) =>
    io.env[variable] ? variable : kept ? settingsPath(io) : otherwise;
  return {
    apiUrl: from('KNOWMIND_API_URL', file.apiUrl, 'default'),
    token: from('KNOWMIND_TOKEN', file.token, '–'),
  };
}
