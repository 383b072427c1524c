import { toHeading } from '../heading.ts';
import { boundBuffers } from './bound-buffers.ts';
import { decodeText } from './decode.ts';
import type { Parsed } from './html.ts';
import { detectKind, type Kind, type SentFile } from './kind.ts';
import { Refusal } from './refusal.ts';

const megabyte = 1024 * 1024;
const buffers = { one: 64 * megabyte, all: 1024 * megabyte };

export type ParsedFile = Parsed & { kind: Kind };

/** Reads a file in this thread, which is its own. Throws `Refusal` with what is wrong with the file. */
export async function parse(file: SentFile, mostText: number): Promise<ParsedFile> {
  const kind = detectKind(file);
  const { title, markdown } = await read(file, kind);
  const text = markdown.replaceAll('\u0000', '').toWellFormed();
  if (text.trim() === '') throw new Refusal('invalid_request', emptyText(kind));
  if (Buffer.byteLength(text) > mostText)
    throw new Refusal(
      'payload_too_large',
      `The text of this file is larger than ${mostText / megabyte} MB. Split it.`,
    );
  return { kind, title, markdown: text };
}

/** A thread reads one file: it loads the library of that kind only. */
async function read(file: SentFile, kind: Kind): Promise<Parsed> {
  if (kind === 'docx') return (await import('./docx.ts')).parseDocx(file.bytes);
  if (kind === 'pdf') return readBounded(file.bytes);
  const text = decodeText(file, kind === 'html').replace(/\r\n?/g, '\n');
  if (kind === 'html') return (await import('./html.ts')).parseHtml(text);
  return { title: findHeading(text), markdown: text };
}

async function readBounded(bytes: Uint8Array): Promise<Parsed> {
  const wasRefused = boundBuffers(buffers);
  const tooLarge = () =>
    new Refusal(
      'payload_too_large',
      `This PDF unpacks to more than it may (${buffers.one / megabyte} MB a part).`,
    );
  try {
    const { parsePdf } = await import('./pdf.ts');
    const parsed = await parsePdf(bytes);
    if (wasRefused()) throw tooLarge();
    return parsed;
  } catch (error) {
    throw wasRefused() ? tooLarge() : error;
  }
}

function findHeading(text: string): string | null {
  for (const [line] of text.matchAll(/^#{1,6}[ \t].*$/gm)) {
    const heading = toHeading(line);
    if (heading) return heading.title;
  }
  return null;
}

function emptyText(kind: Kind): string {
  const scanned = kind === 'pdf' ? ' Scanned pages have to go through text recognition (OCR) first.' : '';
  return `This file holds no text.${scanned}`;
}
