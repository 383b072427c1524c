import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, type CliIo } from './io.ts';
import { say } from './messages.ts';

export type Settings = { apiUrl?: string; token?: string };
const defaultUrl = 'http://127.0.0.1:3000';

export function settingsPath(io: CliIo): string {
  return join(io.homeDir, '.knowmind', 'config.json');
}

/** What `~/.knowmind/config.json` says; empty when there is none. */
export function readSettings(io: CliIo): Settings {
  const path = settingsPath(io);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return {};
    throw new CliError(say(io, 'cannotRead', { path, reason: String(code) }));
  }
  const parsed = parseObject(text);
  if (!parsed) throw new CliError(say(io, 'brokenSettings', { path, reason: say(io, 'noJson') }));
  for (const key of ['apiUrl', 'token'] as const) {
    if (parsed[key] === undefined || typeof parsed[key] === 'string') continue;
    throw new CliError(say(io, 'brokenSettings', { path, reason: say(io, 'notText', { key }) }));
  }
  return parsed;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    // Some editors put a byte order mark before it.
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? { ...parsed }
      : undefined;
  } catch {
    return undefined;
  }
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
  const apiUrl = io.env.KNOWMIND_API_URL?.trim() || file.apiUrl?.trim() || defaultUrl;
  assertAddress(io, apiUrl, sources(io).apiUrl);
  return { apiUrl: toOrigin(apiUrl), token: toToken(io.env.KNOWMIND_TOKEN) ?? toToken(file.token) };
}

/** What reads a token from a file, or pastes it, often leaves a line end behind it. */
function toToken(kept: string | undefined): string | undefined {
  return kept?.trim() || undefined;
}

/** The server's own address: people also give that of its API, as it stands in a program's settings. */
export function toOrigin(apiUrl: string): string {
  return apiUrl
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/api(\/v1)?$/, '');
}

/** Nothing that may be a password is repeated. */
export function assertAddress(io: CliIo, value: string, from: string): void {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new CliError(say(io, 'badAddress', { value: withoutLogin(value), from }));
  if (url.username || url.password) throw new CliError(say(io, 'loginInAddress', { from }));
}

/** An address as it may be shown. */
export function withoutLogin(address: string): string {
  return address.replace(/^.*@/s, '•••••@');
}

/** Where each setting in force comes from: a variable, the file, or nowhere. */
export function sources(io: CliIo): { apiUrl: string; token: string } {
  const file = readSettings(io);
  const from = (variable: string, kept: string | undefined, otherwise: string) =>
    io.env[variable]?.trim() ? variable : kept ? settingsPath(io) : otherwise;
  return {
    apiUrl: from('KNOWMIND_API_URL', file.apiUrl, 'default'),
    token: from('KNOWMIND_TOKEN', file.token, '–'),
  };
}
