import { type Block, joinBlocks, tidy } from './markdown-blocks.ts';

type List = { ordered: boolean; count: number };

/** Deeper lists are shown at this depth: spaces in front of a line must not outgrow its text. */
const deepestList = 8;

/** Puts Markdown together from what a parser meets, one after the other. */
export class MarkdownBuilder {
  firstHeading: string | null = null;
  readonly #blocks: Block[] = [];
  readonly #lists: List[] = [];
  #line = '';
  #heading = 0;
  #item = '';
  #quotes = 0;
  #code = 0;
  /** Tables in tables are read as text of the outer one's cell. */
  #tables = 0;
  #row: string[] | undefined;
  #rows = 0;
  #inCell = false;
  #link: { from: number; url: string } | undefined;

  text(text: string): void {
    this.#line += this.#code > 0 ? text : text.replace(/\s+/g, ' ');
  }

  lineBreak(): void {
    this.#line += this.#inCell ? ' ' : '\n';
  }

  mark(sign: string): void {
    if (this.#code === 0) this.#line += sign;
  }

  openHeading(level: number): void {
    this.endBlock();
    if (!this.#inCell) this.#heading = level;
  }

  closeHeading(): void {
    this.endBlock();
    this.#heading = 0;
  }

  openList(ordered: boolean): void {
    this.endBlock();
    this.#lists.push({ ordered, count: 0 });
  }

  closeList(): void {
    this.endBlock();
    this.#lists.pop();
    this.#item = '';
  }

  openItem(): void {
    this.endBlock();
    const list = this.#lists.at(-1);
    if (list) list.count += 1;
    this.#item = list?.ordered ? `${list.count}. ` : '- ';
  }

  openQuote(): void {
    this.endBlock();
    this.#quotes += 1;
  }

  closeQuote(): void {
    this.endBlock();
    this.#quotes -= 1;
  }

  openCode(): void {
    this.endBlock();
    this.#code += 1;
  }

  closeCode(): void {
    this.#code -= 1;
    if (this.#code === 0 && !this.#inCell) this.#addCode();
    else this.endBlock();
  }

  openTable(): void {
    this.endBlock();
    this.#tables += 1;
    if (this.#tables === 1) this.#rows = 0;
  }

  closeTable(): void {
    this.endBlock();
    this.#tables -= 1;
  }

  openRow(): void {
    this.endBlock();
    if (this.#tables === 1) this.#row = [];
  }

  openCell(): void {
    this.endBlock();
    if (this.#tables === 1) this.#inCell = true;
  }

  closeCell(): void {
    if (this.#tables !== 1) {
      this.endBlock();
      return;
    }
    this.#row?.push(tidy(this.#line).replaceAll('\n', ' ').replaceAll('|', '\\|'));
    this.#line = '';
    this.#link = undefined;
    this.#inCell = false;
  }

  closeRow(): void {
    if (this.#tables !== 1 || !this.#row) return;
    const cells = this.#row;
    this.#row = undefined;
    if (cells.every((cell) => cell === '')) return;
    // A table with one cell a row lays a page out, and says nothing more than its text.
    if (cells.length === 1) {
      this.#blocks.push({ text: cells[0] ?? '', kind: 'text' });
      return;
    }
    this.#blocks.push({ text: `| ${cells.join(' | ')} |`, kind: 'row' });
    this.#rows += 1;
    if (this.#rows === 1) this.#blocks.push({ text: `|${' --- |'.repeat(cells.length)}`, kind: 'row' });
  }

  openLink(url: string): void {
    this.#link = /^https?:\/\/\S+$/i.test(url) ? { from: this.#line.length, url } : undefined;
  }

  closeLink(): void {
    const link = this.#link;
    this.#link = undefined;
    const text = link ? this.#line.slice(link.from).trim() : '';
    if (!link || text === '' || text === link.url) return;
    this.#line = `${this.#line.slice(0, link.from)}[${text}](${link.url})`;
  }

  /** Ends the paragraph, heading or item that is being written, if there is one. */
  endBlock(): void {
    if (this.#inCell) {
      this.#line += ' ';
      return;
    }
    const text = this.#code > 0 ? this.#line : tidy(this.#line);
    this.#line = '';
    this.#link = undefined;
    if (text.trim() === '') return;
    if (this.#heading > 0) this.#addHeading(text.replaceAll('\n', ' '));
    else this.#addParagraph(text);
  }

  toString(): string {
    this.endBlock();
    return joinBlocks(this.#blocks);
  }

  #addCode(): void {
    const text = this.#line.replace(/^\n+|\s+$/g, '');
    this.#line = '';
    const fence = text.includes('```') ? '~~~~' : '```';
    if (text.trim() !== '') this.#blocks.push({ text: `${fence}\n${text}\n${fence}`, kind: 'text' });
  }

  #addParagraph(text: string): void {
    const depth = Math.min(this.#lists.length, deepestList);
    const indent = '  '.repeat(Math.max(0, depth - 1));
    const lead = depth > 0 || this.#item ? indent + (this.#item || '  ') : '';
    const rest = ' '.repeat(lead.length);
    const lines = text.split('\n').map((line, index) => (index === 0 ? lead : rest) + line);
    const quote = '> '.repeat(Math.min(this.#quotes, deepestList));
    this.#item = '';
    this.#blocks.push({
      text: lines.map((line) => quote + line).join('\n'),
      kind: depth > 0 ? 'list' : 'text',
    });
  }

  #addHeading(text: string): void {
    this.firstHeading ??= text;
    this.#blocks.push({ text: `${'#'.repeat(this.#heading)} ${text}`, kind: 'text' });
  }
}
