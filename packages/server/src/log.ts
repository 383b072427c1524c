import { type Logger, pino } from 'pino';
import { maskTokens } from './text/index.ts';

/** Structured log; whatever looks like a token is masked, wherever in a line it stands. */
export function createLogger(level: string, write: (line: string) => void): Logger {
  return pino({ level, base: null }, { write: (line: string) => write(maskTokens(line)) });
}
