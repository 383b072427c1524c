import type { Tx } from '../db/types.ts';
import { cleanName, foldName } from '../text/index.ts';
import { selectByNames } from './entity/index.ts';

const mostWords = 200;
const longestName = 6;

/** A run of words in a query; `spellings` are folded. */
type Span = { from: number; to: number; spellings: string[] };
type NamedEntity = { id: string; name: string };

/** The entities that a query names, by name or alias. Of names within one another only the longest counts. */
export async function findNamedEntities(tx: Tx, workspaceId: string, query: string): Promise<NamedEntity[]> {
  const spans = spansOf(query);
  const spellings = [...new Set(spans.flatMap((span) => span.spellings))];
  if (spellings.length === 0) return [];
  const known = new Map<string, string[]>();
  for (const { folded, entity_id } of await selectByNames(tx, workspaceId, spellings))
    known.set(folded, [...(known.get(folded) ?? []), entity_id]);
  const found = new Map<string, NamedEntity>();
  const taken = new Set<number>();
  for (const { from, to, spellings: each } of spans) {
    const name = each.find((spelling) => known.has(spelling));
    const places = Array.from({ length: to - from }, (_, index) => from + index);
    if (name === undefined || places.some((place) => taken.has(place))) continue;
    for (const place of places) taken.add(place);
    for (const id of known.get(name) ?? []) found.set(id, { id, name });
  }
  return [...found.values()];
}

/** Every run of up to six words, the longest first. */
function spansOf(query: string): Span[] {
  const words = cleanName(query.slice(0, 10_000)).split(' ').slice(0, mostWords);
  const spans: Span[] = [];
  for (let length = Math.min(longestName, words.length); length > 0; length -= 1) {
    for (let from = 0; from + length <= words.length; from += 1) {
      const text = words.slice(from, from + length).join(' ');
      spans.push({ from, to: from + length, spellings: spellingsOf(text) });
    }
  }
  return spans;
}

/** `C++?` may name C++, `"Acme"` Acme, `Anna's` and `Annas` Anna. */
function spellingsOf(text: string): string[] {
  const bare = text.replace(/^[^\p{L}\p{N}\p{S}]+|[^\p{L}\p{N}\p{S}]+$/gu, '');
  const possessor = bare.replace(/(?:['’]s?|(?<=\p{L}{3})s)$/u, '');
  return [...new Set([text, bare, possessor].map(foldName))].filter((folded) => folded !== '');
}
