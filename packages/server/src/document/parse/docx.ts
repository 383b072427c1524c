import { unzipSync, zipSync } from 'fflate';
import mammoth from 'mammoth';
import { type Parsed, parseHtml } from './html.ts';
import { unsupported } from './kind.ts';
import { broken, Refusal } from './refusal.ts';

const mostFiles = 5000;
/** Bytes of XML once unpacked; a thousand pages have a third of it. */
const mostUnpacked = 48 * 1024 * 1024;

const styleMap = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => h2:fresh"];

/** The library's link from a footnote back to its place. */
const wayBack = / ?<a href="#[^"]*">↑<\/a>/g;

/** The text of a Word document, with its headings, lists and tables; what was deleted or commented is left out. */
export async function parseDocx(bytes: Uint8Array): Promise<Parsed> {
  const buffer = repack(bytes);
  const { value } = await mammoth
    .convertToHtml(
      { buffer },
      { styleMap, convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
    )
    .catch(() => {
      throw broken('Word document');
    });
  return parseHtml(value.replace(wayBack, ''));
}

/**
 * The parts with text, unpacked under a limit and put into a plain archive. So the library behind, which
 * trusts an archive, never unpacks one that was sent; nor does it see pictures.
 */
function repack(bytes: Uint8Array): Buffer {
  let files = 0;
  let size = 0;
  const parts = unzip(bytes, ({ name, originalSize }) => {
    files += 1;
    if (files > mostFiles) throw tooLarge();
    if (!/^(?:\[Content_Types\]\.xml|(?:_rels|word)\/[^\0]*\.(?:xml|rels))$/.test(name)) return false;
    size += originalSize;
    if (size > mostUnpacked) throw tooLarge();
    return true;
  });
  if (!Object.hasOwn(parts, 'word/document.xml'))
    throw unsupported('An archive that is no Word document is not read');
  return Buffer.from(zipSync(parts, { level: 0 }));
}

/** An entry never fills more than the size it declares: the library gives it a buffer of that size. */
function unzip(bytes: Uint8Array, filter: (entry: { name: string; originalSize: number }) => boolean) {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    throw error instanceof Refusal ? error : broken('Word document');
  }
}

function tooLarge(): Refusal {
  return new Refusal(
    'payload_too_large',
    `This Word document unpacks to more than ${mostUnpacked / 1024 / 1024} MB of text. Split it.`,
  );
}
