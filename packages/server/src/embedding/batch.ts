import { type Embedder, ModelError } from '../model/index.ts';
import type { Item } from './queries.ts';

/** Items of one workspace that the model refused for good, with the reason; tried again after a restart. */
export type Refused = Map<string, string>;
type Embedded = { id: string; vector: number[] };

const timeoutMs = 60_000;
/** Characters of a text that are embedded: models look at 512 to 8,192 tokens, and some refuse longer texts. */
const longest = 6000;

/** Embeds a batch; where the model refuses it, one by one, so that a single text stops no other. */
export async function embedItems(embedder: Embedder, items: Item[], refused: Refused): Promise<Embedded[]> {
  const options = { purpose: 'passage', timeoutMs } as const;
  try {
    const vectors = await embedder.embed(items.map(toText), options);
    return items.map(({ id }, at) => ({ id, vector: vectors[at] ?? [] }));
  } catch (error) {
    if (!(error instanceof ModelError) || error.retry) throw error;
    const [only] = items;
    if (items.length > 1) return embedSingly(embedder, items, refused);
    if (only) refused.set(only.id, error.message);
    return [];
  }
}

async function embedSingly(embedder: Embedder, items: Item[], refused: Refused): Promise<Embedded[]> {
  const all: Embedded[] = [];
  for (const item of items) all.push(...(await embedItems(embedder, [item], refused)));
  return all;
}

/** A title that is the content's own beginning says nothing new. */
function toText({ title, content }: Item): string {
  const text = content.startsWith(title.replace(/…$/, '')) ? content : `${title}\n${content}`;
  return text.slice(0, longest).toWellFormed();
}
