import { getDocumentProxy } from 'unpdf';
import type { Parsed } from './html.ts';
import { type Line, toMarkdown } from './pdf-text.ts';
import { broken, Refusal } from './refusal.ts';

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
type Item = Awaited<ReturnType<Awaited<ReturnType<Pdf['getPage']>>['getTextContent']>>['items'][number];

/** The text of a PDF, page by page. One that asks for a password is refused, as is one that is damaged. */
export async function parsePdf(bytes: Uint8Array): Promise<Parsed> {
  const pdf = await open(bytes);
  const pages: Line[][] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    pages.push(toLines(await readPage(pdf, number)));
  }
  return { title: await findTitle(pdf), markdown: toMarkdown(pages) };
}

async function open(bytes: Uint8Array): Promise<Pdf> {
  try {
    return await getDocumentProxy(new Uint8Array(bytes), {
      verbosity: 0,
      stopAtErrors: true,
      maxImageSize: 0,
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException')
      throw new Refusal(
        'invalid_request',
        'This PDF is encrypted. Save it without a password and try again.',
      );
    throw broken('PDF');
  }
}

async function readPage(pdf: Pdf, number: number): Promise<Item[]> {
  try {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    page.cleanup();
    return items;
  } catch {
    throw broken('PDF');
  }
}

/** Runs of glyphs put together to lines: a piece ends its line, or stands at another height than the one before. */
function toLines(items: Item[]): Line[] {
  const lines: Line[] = [];
  let line: Line | undefined;
  for (const item of items) {
    if (!('str' in item)) continue;
    const [, , , , x = 0, y = 0] = item.transform as number[];
    if (line && Math.abs(line.y - y) > Math.max(line.size, item.height) / 2) line = undefined;
    if (item.str !== '') {
      if (!line) {
        line = { text: '', size: 0, y, x };
        lines.push(line);
      }
      line.text += item.str;
      if (item.str.trim() !== '') line.size = Math.max(line.size, item.height);
    }
    if (item.hasEOL) line = undefined;
  }
  return lines.filter(({ text }) => text.trim() !== '');
}

async function findTitle(pdf: Pdf): Promise<string | null> {
  const { info } = await pdf.getMetadata().catch(() => ({ info: {} }));
  const title = 'Title' in info && typeof info.Title === 'string' ? info.Title.trim() : '';
  return title === '' ? null : title;
}
