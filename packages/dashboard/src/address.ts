/** A text in an address that anyone may have typed: one that says 2023 means the text. */
export function toText(value: unknown): string | undefined {
  const isText = typeof value === 'string' || typeof value === 'number';
  return isText ? String(value).trim() || undefined : undefined;
}
