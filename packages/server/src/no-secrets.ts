import { AppError } from './errors.ts';
import { findSecrets } from './text/index.ts';

/** Throws `looks_like_secret` with what was found and where, never repeating it. */
export function assertNoSecrets(fields: Record<string, string>): void {
  const details = Object.entries(fields).flatMap(([path, text]) =>
    findSecrets(text).map(({ kind, line, column }) => ({
      path,
      message: `${kind} at line ${line}, column ${column}`,
    })),
  );
  if (details.length === 0) return;
  const message = `This text seems to hold a secret (${details[0]?.message}). Take it out: memories are read by many.`;
  throw new AppError('looks_like_secret', message, { details });
}
