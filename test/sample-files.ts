import { deflateSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';

type PdfOptions = {
  /** Bytes of the first page's stream, already compressed. */
  packed?: Buffer;
  /** Asks for a password that nobody has. */
  encrypted?: boolean;
  title?: string;
};

/** A PDF with a page for each text: its lines at 11 points, one that begins with `# ` at 20. */
export function makePdf(pages: string[], { packed, encrypted, title }: PdfOptions = {}): Buffer {
  const objects: Buffer[] = [];
  const add = (...parts: (string | Buffer)[]) =>
    objects.push(
      Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))),
    );
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add('');
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  const kids = pages.map((text, index) => {
    const data = index === 0 && packed ? packed : deflateSync(Buffer.from(toContent(text), 'latin1'));
    const content = add(`<< /Length ${data.length} /Filter /FlateDecode >>\nstream\n`, data, '\nendstream');
    const page = `/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${content} 0 R`;
    return add(`<< ${page} /Resources << /Font << /F1 3 0 R >> >> >>`);
  });
  objects[1] = Buffer.from(
    `<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] >>`,
  );
  const info = title ? `/Info ${add(`<< /Title (${title}) >>`)} 0 R` : '';
  const hex = 'ab'.repeat(32);
  const lock = encrypted
    ? `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${hex}> /U <${hex}> >> /ID [<00> <00>]`
    : '';
  return assemble(objects, `/Root 1 0 R ${info} ${lock}`);
}

function assemble(objects: Buffer[], trailer: string): Buffer {
  const parts = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let at = 9;
  for (const [index, object] of objects.entries()) {
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    offsets.push(at);
    at += part.length;
    parts.push(part);
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} ${trailer} >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/** A line of the text a line of the page; an empty one makes a gap, as between paragraphs. */
function toContent(text: string): string {
  let y = 800;
  const lines = text.split('\n').map((line) => {
    y -= line.startsWith('# ') ? 30 : 14;
    const size = line.startsWith('# ') ? 20 : 11;
    const shown = line.replace(/^# /, '').replace(/[\\()]/g, '\\$&');
    return line === '' ? '' : `BT /F1 ${size} Tf 50 ${y} Td (${shown}) Tj ET`;
  });
  return lines.join('\n');
}

const wordNames = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const types = 'http://schemas.openxmlformats.org/package/2006/content-types';
const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
const officeDocument = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';

/** A Word document of what stands in its body, in WordprocessingML; further files stand beside it. */
export function makeDocx(body: string, others: Record<string, Uint8Array> = {}): Buffer {
  const document = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  const files = {
    '[Content_Types].xml': strToU8(
      `<Types xmlns="${types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${document}"/></Types>`,
    ),
    '_rels/.rels': strToU8(
      `<Relationships xmlns="${relationships}"><Relationship Id="r1" Type="${officeDocument}" Target="word/document.xml"/></Relationships>`,
    ),
    'word/document.xml': strToU8(`<w:document ${wordNames}><w:body>${body}</w:body></w:document>`),
    'word/styles.xml': strToU8(
      `<w:styles ${wordNames}><w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>`,
    ),
    ...others,
  };
  return Buffer.from(zipSync(files));
}

/** A paragraph of a Word document; with a style, such as the one German Word gives to headings. */
export function paragraph(text: string, style?: string): string {
  const properties = style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : '';
  return `<w:p>${properties}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

export function tableOf(rows: string[][]): string {
  const cells = (row: string[]) => row.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('');
  return `<w:tbl>${rows.map((row) => `<w:tr>${cells(row)}</w:tr>`).join('')}</w:tbl>`;
}
