export type Block = { text: string; kind: 'text' | 'list' | 'row' };

/** Blocks with an empty line between them, but for the items of a list and the rows of a table. */
export function joinBlocks(blocks: readonly Block[]): string {
  let text = '';
  let before: Block['kind'] = 'text';
  for (const block of blocks) {
    const tight = block.kind !== 'text' && block.kind === before;
    text += `${text === '' ? '' : tight ? '\n' : '\n\n'}${block.text}`;
    before = block.kind;
  }
  return text;
}

/** The text of a block, as a reader of the page sees it. */
export function tidy(text: string): string {
  return text
    .replace(/ +/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim();
}
