import { AppError } from './errors.ts';
import { findSecrets, mostFindings } from './text/index.ts';

/** Throws `looks_like_secret` with the first places where one was found, never repeating it. */
export function assertNoSecrets(fields: Record<string, string>): void {
  const details: { path: string; message: string }[] = [];
  for (const [path, text] of Object.entries(fields)) {
    for (const { kind, line, column } of findSecrets(text, mostFindings - details.length))
      details.push({ path, message: `${kind} at line ${line}, column ${column}` });
    if (details.length === mostFindings) break;
  }
  if (details.length === 0) return;
  const message = `This text seems to hold a secret (${details[0]?.message}). Take it out: memories are read by many.`;
  throw new AppError('looks_like_secret', message, { details });
}
