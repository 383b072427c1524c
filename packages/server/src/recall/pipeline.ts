import type { Tx } from '../db/types.ts';
import { analyseQuery, timeTerms } from '../text/index.ts';
import { findByGraph } from './by-graph.ts';
import { closeLook, findCandidates } from './candidates.ts';
import { addFeedback } from './feedback.ts';
import { addForms, formPrefix } from './forms.ts';
import { fuse, type Hit, type RankedList } from './fuse.ts';
import { type Held, type Mentions, readVector, toMentions } from './held.ts';
import { mergeChunks, type Passage } from './passages.ts';
import { addPhraseScore, phrasesOf } from './phrases.ts';
import { type Candidate, type Filter, selectVectors, type Term } from './queries.ts';
import { addSourceScore, byScore, type Scored, scoreLexical } from './score.ts';
import { isTime, type WeighedTerm, weigh } from './terms.ts';
import { findByVector, type VectorQuery } from './vector.ts';
import { forgiveTyping, termStatistics } from './vocabulary/index.ts';
import { addWindowScore } from './window.ts';

/** Which stages run; the evaluation leaves some out. */
export type Stages = {
  time: boolean;
  typing: boolean;
  asking: boolean;
  neighbours: boolean;
  forms: boolean;
  phrases: boolean;
  windows: boolean;
  source: boolean;
  feedback: boolean;
  vector: boolean;
  graph: boolean;
};
export const allStages: Stages = {
  time: true,
  typing: true,
  asking: true,
  neighbours: true,
  forms: true,
  phrases: true,
  windows: true,
  source: true,
  feedback: true,
  vector: true,
  graph: true,
};

export type Question = {
  query: string;
  k: number;
  asOf: Date;
  filter: Filter;
  stages: Stages;
  /** How far the graph is walked; 0 leaves it out. */
  hops: number;
  /** The query's vector, where a model gave one. */
  vector?: VectorQuery | undefined;
};

/**
 * Every stage's list, fused by the ranks in it; of a document one passage. Best first, at most k. `words` is the list of
 * `findByWords`, where it was made before.
 */
export async function findMemories(
  tx: Tx,
  workspaceId: string,
  question: Question,
  words?: RankedList,
): Promise<Passage[]> {
  const lists: RankedList[] = [words ?? (await findByWords(tx, workspaceId, question))];
  if (question.stages.vector && question.vector)
    lists.push(await findByVector(tx, workspaceId, { ...question, vector: question.vector }));
  if (question.stages.graph && question.hops > 0)
    lists.push(...(await findByGraph(tx, workspaceId, { ...question, found: fuse(lists) })));
  return (await mergeChunks(tx, workspaceId, fuse(lists))).slice(0, question.k);
}

/** The lexical stages in order: analysis, candidates, forms, score, phrases, windows, source, feedback. */
export async function findByWords(tx: Tx, workspaceId: string, question: Question): Promise<RankedList> {
  const { query, asOf, stages } = question;
  const words = analyseQuery(query).terms;
  const times = stages.time ? timeTerms(query, asOf) : [];
  // Counting the words of a memory takes time, and "!!!" asks for none.
  if (words.length + times.length === 0) return { stage: 'lexical', hits: [] };
  const statistics = await termStatistics(tx, workspaceId);
  const known = stages.typing ? await forgiveTyping(tx, workspaceId, { terms: words, statistics }) : words;
  const terms = weigh([...known, ...times], { statistics, asking: stages.asking });
  const pool = await findCandidates(tx, workspaceId, { question, terms, statistics });
  const looksCloser = stages.forms || stages.phrases || stages.windows || stages.feedback;
  const held = looksCloser ? await readHeld(tx, workspaceId, pool.slice(0, closeLook)) : new Map();
  const mentions = mentionsOf(held, terms);
  const formed = stages.forms ? addForms(pool, terms, mentions) : pool;
  let scored = scoreLexical(formed, terms, statistics.averageLength);
  if (stages.phrases) scored = addPhraseScore(scored, phrasesOf(known, terms), mentions);
  if (stages.windows) scored = addWindowScore(scored, terms, mentions);
  if (stages.source) scored = addSourceScore(scored, terms);
  scored.sort(byScore);
  const ranks = new Map(scored.map(({ id }, index) => [id, index + 1]));
  if (stages.feedback) scored = addFeedback(scored, { held, asked: terms, statistics });
  const best = terms.reduce((sum, { idf }) => sum + idf, 0);
  const hits = scored.map((each) => toHit(each, { terms, best, rank: ranks.get(each.id) ?? 0 }));
  return { stage: 'lexical', hits };
}

/** What the candidates hold. */
async function readHeld(tx: Tx, workspaceId: string, pool: Candidate[]): Promise<Map<string, Held>> {
  const ids = pool.map(({ id }) => id);
  const rows = ids.length > 0 ? await selectVectors(tx, workspaceId, ids) : [];
  return new Map(rows.map(({ id, terms }) => [id, readVector(terms)]));
}

/** Where candidates hold the words of the query, and words that begin like them. */
function mentionsOf(held: ReadonlyMap<string, Held>, terms: Term[]): Map<string, Mentions[]> {
  const words = terms.filter(({ lexemes }) => !isTime(lexemes));
  const lexemes = new Set(words.flatMap((term) => term.lexemes));
  const beginnings = new Set(
    words.flatMap((term) => [term.word, ...term.lexemes]).map((each) => each.slice(0, formPrefix)),
  );
  const isMentioned = (lexeme: string) =>
    lexemes.has(lexeme) || (lexeme.length >= formPrefix && beginnings.has(lexeme.slice(0, formPrefix)));
  return new Map(
    Array.from(held, ([id, each]) => [
      id,
      Array.from(each).flatMap(([lexeme, places]) =>
        isMentioned(lexeme) ? [toMentions(lexeme, places)] : [],
      ),
    ]),
  );
}

type Place = { terms: WeighedTerm[]; best: number; rank: number };

/** Every term fully matched is the best a memory could do; it makes scores comparable between queries. */
function toHit({ id, chunk, score, ranks }: Scored, { terms, best, rank }: Place): Hit {
  const matched = terms.filter((_, index) => (ranks[index] ?? 0) > 0).map(({ word }) => word);
  return {
    id,
    chunk,
    score: Math.min(1, Math.round((score / best) * 1000) / 1000),
    why: [{ stage: 'lexical', rank, terms: matched }],
  };
}
