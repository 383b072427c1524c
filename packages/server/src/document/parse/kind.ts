import { Refusal } from './refusal.ts';

/** A file as it was sent: `name` and `type` (its media type) are what the sender says of it, and may be empty. */
export type SentFile = { name: string; type: string; bytes: Uint8Array };
export type Kind = 'markdown' | 'text' | 'html' | 'pdf' | 'docx';

const accepted = 'Markdown, plain text, HTML, PDF and DOCX are.';
const textTypes: readonly string[] = ['text/markdown', 'text/x-markdown'];

/** What a file is, by its content first: a name can only choose between the kinds of text. */
export function detectKind({ name, type, bytes }: SentFile): Kind {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4096)).toString(
    'latin1',
  );
  if (isPdf({ name, type, bytes }, head)) return 'pdf';
  if (head.startsWith('PK\u0003\u0004')) return 'docx';
  assertNoBinary(head);
  const ending = endingOf(name);
  if (['pdf', 'docx'].includes(ending) || ['application/pdf', docxType].includes(mediaType(type))) {
    const claim = ending === 'docx' || mediaType(type) === docxType ? 'Word document (DOCX)' : 'PDF';
    throw new Refusal(
      'unsupported_media_type',
      `This file says that it is a ${claim}, but its content is none.`,
    );
  }
  if (/^html?$|^xhtml$/.test(ending) || /^(?:text\/html|application\/xhtml\+xml)$/.test(mediaType(type)))
    return 'html';
  if (/^(?:md|markdown|mdown|mkd)$/.test(ending) || textTypes.includes(mediaType(type))) return 'markdown';
  return /^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype\s+html|html)[\s>]/i.test(head) ? 'html' : 'text';
}

/** Readers find the mark after a kilobyte of anything; a text that speaks of it is none. */
function isPdf({ name, type, bytes }: SentFile, head: string): boolean {
  if (/^(?:\u00ef\u00bb\u00bf)?\s*%PDF-/.test(head.slice(0, 1024))) return true;
  const claimed = endingOf(name) === 'pdf' || mediaType(type) === 'application/pdf';
  return head.slice(0, 1024).includes('%PDF-') && (claimed || !isCleanText(bytes.subarray(0, 4096)));
}

function endingOf(name: string): string {
  return /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** UTF-8, of which the last character may be cut, without control characters but the ends of lines and pages. */
function isCleanText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    return !/[\u0000-\u0008\u000e-\u001f]/.test(text);
  } catch {
    return false;
  }
}

const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** First bytes of types that are often sent, so that the answer can say what to do instead. */
const others: readonly { start: string; what: string }[] = [
  {
    start: '\u00d0\u00cf\u0011\u00e0',
    what: 'An old or encrypted Office file is not read; save it as DOCX without a password',
  },
  { start: '{\\rtf', what: 'RTF is not read; save it as DOCX' },
  { start: '%!PS', what: 'PostScript is not read; save it as PDF' },
  { start: '\u0089PNG', what: 'Pictures are not read' },
  { start: '\u00ff\u00d8\u00ff', what: 'Pictures are not read' },
  { start: 'GIF8', what: 'Pictures are not read' },
  { start: '\u001f\u008b', what: 'Archives are not read' },
  { start: '7z\u00bc\u00af', what: 'Archives are not read' },
];

function assertNoBinary(head: string): void {
  const other = others.find(({ start }) => head.startsWith(start));
  if (other) throw unsupported(other.what);
}

export function unsupported(what: string): Refusal {
  return new Refusal('unsupported_media_type', `${what}. ${accepted}`);
}

function mediaType(type: string): string {
  return type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
