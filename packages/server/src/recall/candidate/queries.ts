import { sql } from 'kysely';
import type { Tx } from '../../db/types.ts';
import { isFamily } from '../../text/index.ts';
import { type Asked, isAskedFor, longestSearched, type Term } from '../queries.ts';
import { anyGroup, anyOf } from '../tsquery.ts';
import type { Kind } from '../vocabulary/index.ts';

/**
 * A memory, or a chunk of a document, that holds one of the terms; `ranks` says how well it matches each of them, 0 to 1. What has
 * one `series`, a source or a document, belongs together. The best memories come with what they hold, as `selectVectors` gives it.
 */
export type Candidate = {
  id: string;
  chunk: boolean;
  series: string | null;
  length: number;
  ranks: number[];
  held: string | null;
};
export type CandidateQuery = Asked & {
  /** A candidate holds every term of one of its kind's groups. */
  wanted: Record<Kind, Term[][]>;
  /** Terms that score them. */
  terms: Term[];
  limit: number;
  /** Of the best memories so many are given with what they hold. */
  closeLook: number;
  /** Whether the words of neighbours count. */
  neighbours: boolean;
};

/** ts_rank weights of context, body, tags and title. */
const weights = sql`'{0.2, 0.6, 0.7, 1.0}'::float4[]`;
const ownWeights = sql`'{0, 0.6, 0.7, 1.0}'::float4[]`;

/** What another form of an irregular word counts beside the form that was asked for; measured (docs/benchmarks.md). */
const familyWeight = 0.6;

/** Chunks of one document among the candidates: a long one may match in every chunk, and gives one hit. */
export const chunksPerDocument = 20;
/** Chunks that are scored for one term, or for all groups of terms. Where more hold it, some are left out, whichever they are. */
const mostChunks = 500;

/** The memories and chunks that hold wanted terms together and are true at a time: of each kind the best ones, in any order. */
export async function selectCandidates(
  tx: Tx,
  workspaceId: string,
  query: CandidateQuery,
): Promise<Candidate[]> {
  const best = [
    ...(query.wanted.memory.length > 0 ? [bestMemories(workspaceId, query)] : []),
    ...(query.wanted.chunk.length > 0 ? [bestChunks(workspaceId, query)] : []),
  ];
  const { rows } = await sql<Omit<Candidate, 'ranks'> & { ranks: string }>`${sql.join(
    best.map((each) => sql`(${each})`),
    sql` UNION ALL `,
  )}`.execute(tx);
  // As one text: the driver reads an array number by number. A rank is of single precision.
  return rows.map(({ id, chunk, series, length, ranks, held }) => ({
    id,
    chunk,
    series,
    length,
    ranks: ranks.split(' ').map((rank) => Math.fround(Number(rank))),
    held,
  }));
}

function bestMemories(workspaceId: string, query: CandidateQuery) {
  const holding = sql`
      SELECT id, series, length, terms FROM searchable
      WHERE workspace_id = ${workspaceId} AND NOT chunk AND terms @@ ${anyGroup(query.wanted.memory)}::tsquery AND ${isAskedFor(query)}`;
  const ranks = ranksOf(query);
  return sql`
    SELECT id, false AS chunk, series, length, concat_ws(' ', ${ranks.names}) AS ranks,
      CASE WHEN row_number() OVER () <= ${query.closeLook} AND length <= ${longestSearched} THEN terms::text END AS held
    FROM (
      SELECT * FROM (SELECT id, series, length, terms, ${ranks.values} FROM (${holding}) AS holding OFFSET 0) AS ranked
      ORDER BY ${ranks.score} DESC, id DESC LIMIT ${query.limit}) AS best`;
}

function bestChunks(workspaceId: string, query: CandidateQuery) {
  const some = tiersOf(query.wanted.chunk).map(
    (groups) => sql`(
        SELECT * FROM searchable
        WHERE workspace_id = ${workspaceId} AND chunk AND terms @@ ${anyGroup(groups)}::tsquery AND ${isAskedFor(query)}
        ORDER BY right(id::text, 8) LIMIT ${mostChunks})`,
  );
  // The terms of a chunk lie outside its row. The filter, which keeps all of them, reads them once, and not for each rank.
  const holding = sql`
      SELECT id, series, document_id, length, ts_filter(terms, '{a,b,c,d}') AS terms FROM (
        SELECT DISTINCT ON (id) * FROM (${sql.join(some, sql` UNION ALL `)}) AS some_of_each ORDER BY id) AS scored OFFSET 0`;
  const ranks = ranksOf(query);
  return sql`
    SELECT id, true AS chunk, series, length, concat_ws(' ', ${ranks.names}) AS ranks, NULL AS held
    FROM (
      SELECT *, row_number() OVER (PARTITION BY document_id ORDER BY score DESC, id DESC) AS place
      FROM (
        SELECT *, ${ranks.score} AS score
        FROM (SELECT id, series, document_id, length, ${ranks.values} FROM (${holding}) AS holding OFFSET 0) AS ranked) AS scored) AS placed
    WHERE place <= ${chunksPerDocument} ORDER BY score DESC, id DESC LIMIT ${query.limit}`;
}

/** A common word, that is found everywhere, must not crowd out what holds a rare one. */
function tiersOf(groups: Term[][]): Term[][][] {
  const together = groups.filter((group) => group.length > 1);
  return [
    ...groups.filter((group) => group.length === 1).map((group) => [group]),
    ...(together.length > 0 ? [together] : []),
  ];
}

/**
 * A column for each term, how to name and how to read it; and the score, idf × rank of each term. A query has 45 terms at
 * most, and `concat_ws` takes a hundred values.
 */
function ranksOf({ terms, neighbours }: Pick<CandidateQuery, 'terms' | 'neighbours'>) {
  const columns = terms.map((term, index) => ({ ...term, name: sql.ref(`rank_${index}`) }));
  return {
    values: sql.join(columns.map(({ lexemes, name }) => sql`${rankOf(lexemes, neighbours)} AS ${name}`)),
    names: sql.join(columns.map(({ name }) => name)),
    score: sql.join(
      columns.map(({ idf, name }) => sql`${idf}::float8 * ${name}`),
      sql` + `,
    ),
  };
}

/** The best of a term's forms: ts_rank of `a | b` divides by the number of alternatives. */
function rankOf(lexemes: string[], neighbours: boolean) {
  const ranks = lexemes.map((lexeme) => {
    const rank = sql`ts_rank(${neighbours ? weights : ownWeights}, terms, ${anyOf([lexeme])}::tsquery)`;
    return isFamily(lexeme) ? sql`(${sql.lit(familyWeight)} * ${rank})::float4` : rank;
  });
  return sql`greatest(${sql.join(ranks)})`;
}
