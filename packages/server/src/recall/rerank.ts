import type { Models } from '../model/index.ts';
import type { Hit } from './fuse.ts';

/** How many of the first hits a cross-encoder looks at. */
export const rerankDepth = 50;
/** Characters of a text that it reads: its models take 512 tokens and more, of query and text together. */
const longest = 2000;

type Found = { memory: { title: string; content: string }; hit: Hit };

/** Puts the hits in the order in which a cross-encoder finds that they answer the query. Throws `ModelError`. */
export async function rerank<T extends Found>(models: Models, query: string, found: T[]): Promise<T[]> {
  const texts = found.map(({ memory }) =>
    `${memory.title}\n${memory.content}`.slice(0, longest).toWellFormed(),
  );
  const scores = await models.rerank(query, texts);
  return found
    .map((each, at) => ({ each, score: Math.max(0, Math.min(1, scores[at] ?? 0)) }))
    .sort((a, b) => b.score - a.score)
    .map(({ each, score }, index) => ({
      ...each,
      hit: {
        ...each.hit,
        score: Math.round(score * 1000) / 1000,
        why: [...each.hit.why, { stage: 'rerank', rank: index + 1 }],
      },
    }));
}
