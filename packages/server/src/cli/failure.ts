import { KnowmindError } from '@knowmind/sdk';
import { CliError, type CliIo, PartlyFailedError } from './io.ts';
import { languageOf, say, toMessage } from './messages.ts';
import { toGermanStart } from './messages-start.ts';
import { toGermanUsage } from './messages-usage.ts';
import { harmless } from './output.ts';

/** The one line that a failure ends with: for people, or as JSON in the form of the service's errors. */
export function toFailureLine(io: CliIo, error: unknown, json: boolean): string {
  const message = harmless(toText(error, io)).replaceAll('\n', ' ');
  return json ? toJson(codeOf(error), message) : `knowmind: ${message}\n`;
}

/** What is wrong with the command line itself, in the same form and in the language of the locale. */
export function toUsageLine(io: CliIo, text: string, json: boolean): string {
  const said = languageOf(io) === 'de' ? `${toGermanUsage(text)}\n` : text;
  return json
    ? toJson(
        'usage',
        said
          .replace(/^(?:error|Fehler): /, '')
          .trim()
          .replaceAll('\n', ' '),
      )
    : `${withHint(io, said.trimEnd())}\n`;
}

/** Where no better word is known, what helps. */
function withHint(io: CliIo, said: string): string {
  return said.endsWith('?)') ? said : `${said} ${say(io, 'seeHelp')}`;
}

/** Whether the answer is to be JSON, known also where the command line cannot be read. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? argv.length : end).includes('--json');
}

function toJson(code: string, message: string): string {
  return `${JSON.stringify({ error: { code, message } })}\n`;
}

function codeOf(error: unknown): string {
  const own =
    error instanceof KnowmindError || error instanceof CliError || error instanceof PartlyFailedError;
  if (own) return error.code;
  return isStartError(error) ? 'failed' : 'unexpected';
}

function toText(error: unknown, io: CliIo): string {
  if (error instanceof KnowmindError) return toMessage(io, error);
  const text = error instanceof Error ? error.message : String(error);
  if (isStartError(error)) return languageOf(io) === 'de' ? toGermanStart(text) : text;
  const known = error instanceof CliError || error instanceof PartlyFailedError;
  return known ? text : say(io, 'unexpected', { text });
}

/** An error of the server's start, known by its exit code: the command line imports nothing of the server. */
function isStartError(error: unknown): boolean {
  return error instanceof Error && 'exitCode' in error;
}
