/**
 * The text whose hash tells whether a memory is known already: how lines end or what trails them makes no
 * other.
 */
export function normaliseContent(text: string): string {
  const lines = text.normalize('NFC').replace(/\r\n?/g, '\n').split('\n');
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+/, '')
    .trimEnd();
}
