import type { Tx } from '../db/types.ts';
import { analyseQuery, type QueryTerm, timeTerms } from '../text/index.ts';
import { type Candidate, closeLook, findCandidates } from './candidate/index.ts';
import { addFeedback } from './feedback.ts';
import { addForms, formPrefix, toFormTest } from './forms.ts';
import type { Hit, RankedList } from './fuse.ts';
import { type Held, mentionsOf } from './held.ts';
import { phrasesOf, scorePhrases } from './phrases.ts';
import type { Question, Stages } from './pipeline.ts';
import { longestSearched, selectVectors, type Term } from './queries.ts';
import { addSourceScore, byScore, type Scored, scoreLexical } from './score.ts';
import { isTime, type WeighedTerm, weigh } from './terms.ts';
import { forgiveTyping, type TermStatistics, termStatistics } from './vocabulary/index.ts';
import { scoreWindow } from './window.ts';

/** The lexical stages in order: analysis, candidates, forms, score, phrases, windows, source, feedback. */
export async function findByWords(tx: Tx, workspaceId: string, question: Question): Promise<RankedList> {
  const { query, asOf, stages } = question;
  const asked = analyseQuery(query).terms;
  const times = stages.time ? timeTerms(query, asOf) : [];
  // Counting the words of a memory takes time, and "!!!" asks for none.
  if (asked.length + times.length === 0) return { stage: 'lexical', hits: [] };
  const statistics = await termStatistics(tx, workspaceId);
  const words = stages.typing ? await forgiveTyping(tx, workspaceId, { terms: asked, statistics }) : asked;
  const terms = weigh([...words, ...times], { statistics, asking: stages.asking });
  const pool = await findCandidates(tx, workspaceId, { question, terms, statistics });
  const looksCloser = stages.forms || stages.phrases || stages.windows || stages.feedback;
  const held = await readHeld(tx, workspaceId, looksCloser ? pool.slice(0, closeLook) : []);
  let scored = scoreAll(pool, { stages, words, terms, statistics, held });
  if (stages.source) scored = addSourceScore(scored, terms);
  scored.sort(byScore);
  const ranks = new Map(scored.map(({ id }, index) => [id, index + 1]));
  if (stages.feedback) scored = addFeedback(scored, { held, asked: terms, statistics });
  const best = terms.reduce((sum, { idf }) => sum + idf, 0);
  const hits = scored.map((each) => toHit(each, { terms, best, rank: ranks.get(each.id) ?? 0 }));
  return { stage: 'lexical', hits };
}

/** What the candidates hold; it is looked up for those that came without. */
async function readHeld(tx: Tx, workspaceId: string, pool: Candidate[]): Promise<Map<string, Held>> {
  const ids = pool.flatMap(({ id, length, held }) =>
    held === null && length <= longestSearched ? [id] : [],
  );
  const rows = ids.length > 0 ? await selectVectors(tx, workspaceId, ids) : [];
  const vectors = new Map(rows.map(({ id, terms }) => [id, terms]));
  const read = new Map<string, Held>();
  for (const { id, held } of pool) {
    const vector = held ?? vectors.get(id);
    if (vector !== undefined) read.set(id, vector);
  }
  return read;
}

type Reading = {
  stages: Stages;
  /** The words of the query where they stand in it. */
  words: QueryTerm[];
  terms: WeighedTerm[];
  statistics: TermStatistics;
  held: ReadonlyMap<string, Held>;
};

/** What each candidate says by itself: its terms and their forms, phrases and windows. */
function scoreAll(pool: Candidate[], { stages, words, terms, statistics, held }: Reading): Scored[] {
  const beginnings = beginningsOf(terms);
  const formsOf = toFormTest(terms);
  const phrases = stages.phrases ? phrasesOf(words, terms) : [];
  return pool.map((candidate) => {
    const { id, chunk, series, length } = candidate;
    const mentions = mentionsOf(held.get(id) ?? '', beginnings, formPrefix);
    const ranks = stages.forms ? addForms(candidate.ranks, mentions, formsOf) : candidate.ranks;
    let score = scoreLexical({ ranks, length }, terms, statistics.averageLength);
    score += scorePhrases(phrases, mentions);
    if (stages.windows) score += scoreWindow(length, terms, mentions);
    return { id, chunk, series, length, ranks, score };
  });
}

/** How what a candidate holds of the words of the query begins, and of words that may be forms of them. */
function beginningsOf(terms: Term[]): Set<string> {
  const words = terms.filter(({ lexemes }) => !isTime(lexemes));
  const lexemes = words.flatMap((term) => term.lexemes);
  const long = words.flatMap(({ word }) => (word.length >= formPrefix ? [word] : []));
  return new Set([...lexemes, ...long].map((each) => each.slice(0, formPrefix)));
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
