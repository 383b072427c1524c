import { constants, deflateRawSync } from 'node:zlib';
import { strToU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import { parseFile } from '../packages/server/src/document/parse/index.ts';
import { makeDocx, makePdf, paragraph, tableOf } from './sample-files.ts';

const megabyte = 1024 * 1024;
const read = (name: string, bytes: Uint8Array | string, type = '') =>
  parseFile({ name, type, bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes });
const refusal = (name: string, bytes: Uint8Array | string, type = '') =>
  read(name, bytes, type).then(
    () => null,
    (error) => ({ code: error.code, message: error.message }),
  );

describe('HTML', () => {
  test('becomes Markdown with headings, lists, tables, code and links', async () => {
    const { markdown, title, kind } = await read(
      'page.html',
      `<!doctype html><html><head><title> A  page </title><style>p{}</style></head><body>
      <nav><a href="/">Home</a></nav><h1>Contracts &amp; terms</h1><p>First<br>second.</p>
      <ul><li>one<li>two <b>bold</b><ol><li>inner</ol></ul><blockquote><p>quoted</blockquote>
      <table><tr><th>Who<th>What<tr><td>a|b<td>c</table><pre>if (x) {\n  y();\n}</pre>
      <p>See <a href="https://example.org/x">the terms</a> and <code>@anna</code>, not <s>that</s>.</p></body></html>`,
    );
    expect({ title, kind }).toEqual({ title: 'A page', kind: 'html' });
    expect(markdown).toBe(
      [
        '# Contracts & terms',
        'First\nsecond.',
        '- one\n- two bold\n  1. inner',
        '> quoted',
        '| Who | What |\n| --- | --- |\n| a\\|b | c |',
        '```\nif (x) {\n  y();\n}\n```',
        'See [the terms](https://example.org/x) and `@anna`, not ~~that~~.',
      ].join('\n\n'),
    );
  });

  test('leaves out what a reader of the page does not see', async () => {
    const { markdown } = await read(
      'page.html',
      '<p>seen</p><script>alert(1)</script><p hidden>one</p><div style="display: none">two<p>three</p></div><button>four</button><template>five</template>',
    );
    expect(markdown).toBe('seen');
  });

  test('is read in the character set that it names', async () => {
    const latin1 = Buffer.from('<meta charset="iso-8859-1"><p>Größe</p>', 'latin1');
    expect((await read('page.html', latin1)).markdown).toBe('Größe');
    const xml = '<?xml version="1.0" encoding="ISO-8859-1"?><html><p>Größe</p></html>';
    expect((await read('page.xhtml', Buffer.from(xml, 'latin1'))).markdown).toBe('Größe');
    const lying = '<meta charset="utf-16"><p>Größe</p>';
    expect((await read('page.html', lying)).markdown).toBe('Größe');
  });

  test('with thousands of unclosed elements is read; a hostile depth is refused at once', async () => {
    expect((await read('page.html', `${'<div><b>'.repeat(4000)}bottom`)).markdown).toBe('bottom');
    expect(await refusal('page.html', `${'<div><ul><li>'.repeat(500_000)}bottom`)).toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/nested/),
    });
  });
});

describe('text', () => {
  test('with a very wide heading is read like any other', async () => {
    const { title } = await read('a.md', `# a${' '.repeat(400_000)}b\n\nText.`);
    expect(title).toBe('a b');
  });

  test('keeps what it says, with the ends of its lines made one', async () => {
    expect(await read('a.md', '\ufeff# Title\r\n\r\nText\r\n')).toEqual({
      kind: 'markdown',
      title: 'Title',
      markdown: '# Title\n\nText\n',
    });
    expect((await read('', 'plain', 'text/plain')).kind).toBe('text');
    expect((await read('notes', '<!DOCTYPE html><p>x')).kind).toBe('html');
  });

  test('is read in UTF-16 with a mark, and in a declared character set', async () => {
    const utf16 = Buffer.from('\ufeffÄpfel', 'utf16le');
    expect((await read('a.txt', utf16)).markdown).toBe('Äpfel');
    expect((await read('a.txt', Buffer.from(utf16).swap16())).markdown).toBe('Äpfel');
    const latin1 = Buffer.from('Äpfel', 'latin1');
    expect((await read('a.txt', latin1, 'text/plain; charset=ISO-8859-1')).markdown).toBe('Äpfel');
    expect(await refusal('a.txt', latin1)).toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/UTF-8/),
    });
    expect(await refusal('a.txt', 'x', 'text/plain; charset=klingon')).toMatchObject({
      message: expect.stringMatching(/klingon/),
    });
  });

  test('that is empty, or larger than a document may be, is refused', async () => {
    expect(await refusal('a.md', ' \n\t ')).toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/no text/),
    });
    const large = makeDocx(paragraph('x'.repeat(10 * megabyte + 1)));
    expect(await refusal('a.docx', large)).toMatchObject({ code: 'payload_too_large' });
  });
});

describe('PDF', () => {
  test('becomes paragraphs, with hyphens at the ends of lines undone and larger type as headings', async () => {
    const { markdown, title } = await read(
      'a.pdf',
      makePdf(
        [
          '# Vertrag\nDie Vertragsver-\nl\u00e4ngerung gilt f\u00fcr Ein-\nund Ausgang, per E-Mail-\nAdresse.\n\nEin neuer Absatz, der auf der',
          'n\u00e4chsten Seite weitergeht.',
        ],
        { title: 'Rahmenvertrag' },
      ),
    );
    expect(title).toBe('Rahmenvertrag');
    expect(markdown).toBe(
      '# Vertrag\n\nDie Vertragsverlängerung gilt für Ein- und Ausgang, per E-Mail-Adresse.\n\nEin neuer Absatz, der auf der nächsten Seite weitergeht.',
    );
  });

  test('loses the titles and numbers that run over its pages', async () => {
    const pages = [1, 2, 3, 4].map(
      (page) => `Acme Handbook\n\nText number ${page} says something.\n\n${page === 4 ? 4 : `Page ${page}`}`,
    );
    const { markdown } = await read('a.pdf', makePdf(pages));
    expect(markdown).not.toMatch(/Acme Handbook|Page|^4$/m);
    expect(markdown).toContain('Text number 3 says something.');
  });

  test('that is broken, encrypted or without text is refused, and says what to do', async () => {
    const whole = makePdf(['Some text']);
    expect(await refusal('a.pdf', whole.subarray(0, 300))).toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/damaged/),
    });
    expect(await refusal('a.pdf', '%PDF-1.7 nothing')).toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/damaged/),
    });
    expect(await refusal('a.pdf', makePdf(['x'], { encrypted: true }))).toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/encrypted/),
    });
    expect(await refusal('a.pdf', makePdf(['']))).toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/OCR/),
    });
  });

  test('that unpacks to gigabytes is stopped on the way', async () => {
    const part = deflateRawSync(Buffer.alloc(8 * megabyte, ' '), { finishFlush: constants.Z_FULL_FLUSH });
    const packed = Buffer.concat([
      Buffer.from([0x78, 0x9c]),
      ...Array.from({ length: 200 }, () => part),
      Buffer.from([3, 0]),
    ]);
    const bomb = makePdf(['x'], { packed });
    expect(bomb.length).toBeLessThan(2 * megabyte);
    const before = process.memoryUsage.rss();
    expect(await refusal('a.pdf', bomb)).toMatchObject({
      code: 'payload_too_large',
      message: expect.stringMatching(/unpacks/),
    });
    expect(process.memoryUsage.rss() - before).toBeLessThan(600 * megabyte);
  });
});

describe('DOCX', () => {
  test('becomes Markdown with headings and tables, whatever language its styles have', async () => {
    const { markdown, title, kind } = await read(
      'a.docx',
      makeDocx(
        paragraph('Übersicht', 'berschrift1') +
          paragraph('Ein Absatz.') +
          tableOf([
            ['Wer', 'Was'],
            ['Anna', 'Plan'],
          ]),
      ),
    );
    expect({ title, kind }).toEqual({ title: 'Übersicht', kind: 'docx' });
    expect(markdown).toBe('# Übersicht\n\nEin Absatz.\n\n| Wer | Was |\n| --- | --- |\n| Anna | Plan |');
  });

  test('that is a bomb is refused before it is unpacked, also when it lies about its size', async () => {
    const zeros = new Uint8Array(100 * megabyte);
    const bomb = makeDocx(paragraph('x'), { 'word/footnotes.xml': zeros });
    expect(bomb.length).toBeLessThan(megabyte);
    expect(await refusal('a.docx', bomb)).toMatchObject({
      code: 'payload_too_large',
      message: expect.stringMatching(/unpacks/),
    });
    const lying = Buffer.from(bomb);
    for (let at = lying.indexOf('PK\u0001\u0002'); at !== -1; at = lying.indexOf('PK\u0001\u0002', at + 4))
      lying.writeUInt32LE(100, at + 24);
    expect(await refusal('a.docx', lying)).toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/damaged/),
    });
    const many = Object.fromEntries(
      Array.from({ length: 5001 }, (_, index) => [`x/${index}`, new Uint8Array()]),
    );
    expect(await refusal('a.docx', makeDocx(paragraph('x'), many))).toMatchObject({
      code: 'payload_too_large',
    });
  });

  test('that is another archive or damaged is refused', async () => {
    const sheet = makeDocx('').toString('latin1').replaceAll('word/document.xml', 'work/document.xml');
    expect(await refusal('a.docx', Buffer.from(sheet, 'latin1'))).toMatchObject({
      code: 'unsupported_media_type',
    });
    const whole = makeDocx(paragraph('x'));
    expect(await refusal('a.docx', whole.subarray(0, 400))).toMatchObject({ code: 'invalid_request' });
    const noXml = makeDocx('<w:p>');
    expect(await refusal('a.docx', noXml)).toMatchObject({ code: 'invalid_request' });
  });

  test('does not reach for files or addresses outside', async () => {
    const entity = '<!DOCTYPE x [<!ENTITY leak SYSTEM "file:///etc/passwd">]>';
    const inner = `${entity}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${paragraph('kept &leak;')}</w:body></w:document>`;
    const outcome = await read('a.docx', makeDocx('', { 'word/document.xml': strToU8(inner) })).catch(String);
    expect(JSON.stringify(outcome)).not.toContain('root:');
  });
});

describe('by content, not by name', () => {
  test.each([
    ['a picture called a text', 'a.txt', Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1')],
    [
      'bytes without sense',
      'a.md',
      Buffer.from(Array.from({ length: 2000 }, (_, index) => (index * 7) % 256)),
    ],
    ['text called a PDF', 'a.pdf', Buffer.from('just text')],
    ['text called a Word document', 'a.docx', Buffer.from('just text')],
    ['RTF', 'a.rtf', Buffer.from('{\\rtf1 text}')],
    ['an old Word file', 'a.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['NUL bytes', 'a.txt', Buffer.from('a\u0000b')],
  ])('%s is 415', async (_, name, bytes) => {
    expect(await refusal(name, bytes)).toMatchObject({ code: 'unsupported_media_type' });
  });

  test('a PDF called a text is read as the PDF it is', async () => {
    expect(await read('a.txt', makePdf(['Some text']), 'text/plain')).toMatchObject({
      kind: 'pdf',
      markdown: 'Some text',
    });
    const late = Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), makePdf(['Some text'])]);
    for (const name of ['a.pdf', 'a.txt']) expect((await read(name, late)).kind, name).toBe('pdf');
  });

  test('a text that names the mark of a PDF is the text it is', async () => {
    const text = `# Formats\n\nA PDF begins with "%PDF-1.7", größer as it may be. ${'ä'.repeat(3000)}`;
    expect(await read('formats.md', text)).toMatchObject({ kind: 'markdown', markdown: text });
    expect((await read('formats', text)).kind).toBe('text');
    expect((await read('formats.html', `<p>%PDF-1.7</p>`)).kind).toBe('html');
  });
});

describe('a file that takes too much', () => {
  test('time is given up, and the next one is read', async () => {
    const slow = parseFile(
      { name: 'a.html', type: '', bytes: Buffer.from('<p>x'.repeat(2_000_000)) },
      { milliseconds: 100 },
    );
    await expect(slow).rejects.toMatchObject({
      code: 'payload_too_large',
      message: expect.stringMatching(/0.1 seconds/),
    });
    expect((await read('a.md', 'fine')).markdown).toBe('fine');
  });

  test('memory ends its thread only', async () => {
    const bytes = Buffer.from('<table>'.concat('<tr><td>x<td>y'.repeat(600_000)));
    const large = parseFile({ name: 'a.html', type: '', bytes }, { heapMegabytes: 24 });
    await expect(large).rejects.toMatchObject({
      code: 'payload_too_large',
      message: expect.stringMatching(/24 MB of memory/),
    });
    expect((await read('a.md', 'fine')).markdown).toBe('fine');
  });

  test('turns is told to come back', async () => {
    const many = await Promise.allSettled(Array.from({ length: 40 }, () => read('a.md', 'fine')));
    const refused = many.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(new Set(refused)).toEqual(new Set(['unavailable']));
    expect(many.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(15);
  });
});
