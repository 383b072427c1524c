import { type SentFile, unsupported } from './kind.ts';
import { Refusal } from './refusal.ts';

/**
 * The text of a file. Its character set is told by a byte order mark, else by the media type, else by the page
 * itself; UTF-8 where nothing says another. Throws `Refusal` for bytes that are none of it.
 */
export function decodeText({ type, bytes }: SentFile, html: boolean): string {
  const charset = byMark(bytes) ?? byType(type) ?? (html ? byPage(bytes) : undefined) ?? 'utf-8';
  const text = decode(bytes, charset);
  if (text === undefined && looksBinary(latin1(bytes))) throw unsupported('This type of file is not read');
  if (text === undefined)
    throw new Refusal(
      'invalid_request',
      `This file is not text in ${charset}. Convert it to UTF-8, for example with iconv; over REST the media type may name another character set.`,
    );
  if (looksBinary(text)) throw unsupported('This type of file is not read');
  return text;
}

function byMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

function byType(type: string): string | undefined {
  return /;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(type)?.[1];
}

const xmlEncoding = /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([^"']+)/;

/** A page that can say so in ASCII is not in UTF-16, whatever it says (HTML standard, 13.2.3.2). */
function byPage(bytes: Uint8Array): string | undefined {
  const head = latin1(bytes);
  const named =
    xmlEncoding.exec(head)?.[1] ?? /<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([^\s"'/>;]+)/i.exec(head)?.[1];
  return named && /^utf-?16/i.test(named) ? 'utf-8' : named;
}

function decode(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) return undefined;
    throw new Refusal(
      'invalid_request',
      `The character set "${charset.slice(0, 40)}" is not known. Use UTF-8.`,
    );
  }
}

/** Text has no NUL, and hardly a control character besides the ends of lines and pages. */
function looksBinary(text: string): boolean {
  const part = text.slice(0, 65_536);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  const controls = part.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/g) ?? [];
  return text.includes('\u0000') || controls.length > part.length / 100;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4096)).toString('latin1');
}
