import { Parser } from 'htmlparser2';
import { MarkdownBuilder } from './markdown-builder.ts';
import { Refusal } from './refusal.ts';

export type Parsed = { title: string | null; markdown: string };

/** What is no text of the page: programs, styles, ways through the site, and what a form asks for. */
const leftOut = new Set(
  'script style nav noscript template svg math iframe object canvas audio video button select textarea input'.split(
    ' ',
  ),
);
const blocks = new Set(
  'p div section article main header footer aside address figure figcaption form fieldset details summary dl dt dd body html'.split(
    ' ',
  ),
);

/** What was struck out does not hold any more. */
const struck = new Set(['s', 'del', 'strike']);

/** Pages forget to close elements, but not that many; the library's time grows with the square of the depth. */
const deepest = 10_000;

/** HTML as Markdown: headings, lists, tables, code and links; the rest as paragraphs. */
export function parseHtml(html: string): Parsed {
  const page = new MarkdownBuilder();
  let title = '';
  let inTitle = false;
  /** Open elements from the one that is left out on. */
  let skipped = 0;
  let depth = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1;
      if (depth > deepest) throw new Refusal('invalid_request', 'This page is nested too deep to be read.');
      if (skipped > 0 || leftOut.has(name) || isHidden(attributes)) skipped += 1;
      else if (name === 'title') inTitle = true;
      else open(page, name, attributes);
    },
    ontext(text) {
      if (skipped > 0) return;
      if (inTitle) title += text;
      else page.text(text);
    },
    onclosetag(name) {
      depth -= 1;
      if (skipped > 0) skipped -= 1;
      else if (name === 'title') inTitle = false;
      else close(page, name);
    },
  });
  parser.end(html);
  return { title: title.replace(/\s+/g, ' ').trim() || page.firstHeading, markdown: page.toString() };
}

/** What no reader of the page sees is not what it says. */
function isHidden({ hidden, style = '' }: Record<string, string>): boolean {
  return hidden !== undefined || /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style);
}

function open(page: MarkdownBuilder, name: string, attributes: Record<string, string>): void {
  if (/^h[1-6]$/.test(name)) page.openHeading(Number(name[1]));
  else if (name === 'ul' || name === 'ol') page.openList(name === 'ol');
  else if (name === 'li') page.openItem();
  else if (name === 'blockquote') page.openQuote();
  else if (name === 'pre') page.openCode();
  else if (name === 'code') page.mark('`');
  else if (struck.has(name)) page.mark('~~');
  else if (name === 'table') page.openTable();
  else if (name === 'tr') page.openRow();
  else if (name === 'td' || name === 'th') page.openCell();
  else if (name === 'a') page.openLink(attributes.href ?? '');
  else if (name === 'img') page.text(` ${attributes.alt ?? ''} `);
  else if (name === 'br') page.lineBreak();
  else if (name === 'hr' || blocks.has(name)) page.endBlock();
}

function close(page: MarkdownBuilder, name: string): void {
  if (name === 'ul' || name === 'ol') page.closeList();
  else if (name === 'blockquote') page.closeQuote();
  else if (name === 'pre') page.closeCode();
  else if (name === 'code') page.mark('`');
  else if (struck.has(name)) page.mark('~~');
  else if (name === 'table') page.closeTable();
  else if (name === 'tr') page.closeRow();
  else if (name === 'td' || name === 'th') page.closeCell();
  else if (name === 'a') page.closeLink();
  else if (/^h[1-6]$/.test(name)) page.closeHeading();
  else if (name === 'li' || blocks.has(name)) page.endBlock();
}
