import { type Logger, pino } from 'pino';

const secretForm = /kmt_[A-Za-z0-9_-]{8,}/g;

/** Structured log; whatever looks like a token is masked, wherever in a line it stands. */
export function createLogger(level: string, write: (line: string) => void): Logger {
  return pino(
    { level, base: null },
    { write: (line: string) => write(line.replace(secretForm, 'kmt_•••••')) },
  );
}
