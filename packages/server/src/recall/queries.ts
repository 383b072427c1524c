import type { ParsedInput } from '@knowmind/sdk';
import { sql } from 'kysely';
import type { Tx } from '../db/types.ts';
import { isFamily } from '../text/index.ts';
import { anyGroup, anyOf } from './tsquery.ts';
import type { Kind } from './vocabulary/index.ts';

export type Term = { word: string; lexemes: string[]; idf: number };
/**
 * A memory, or a chunk of a document, that holds one of the terms; `ranks` says how well it matches each of them, 0 to 1. What has
 * one `series`, a source or a document, belongs together.
 */
export type Candidate = {
  id: string;
  chunk: boolean;
  series: string | null;
  length: number;
  ranks: number[];
};
export type Filter = Pick<ParsedInput<'recall'>, 'tags' | 'memory_type' | 'source' | 'domain'>;

export type CandidateQuery = {
  /** A candidate holds every term of one of its kind's groups. */
  wanted: Record<Kind, Term[][]>;
  /** Terms that score them. */
  terms: Term[];
  filter: Filter;
  asOf: Date;
  limit: number;
  /** Whether the words of neighbours count. */
  neighbours: boolean;
};

/** ts_rank weights of context, body, tags and title. */
const weights = '{0.2, 0.6, 0.7, 1.0}';
const ownWeights = '{0, 0.6, 0.7, 1.0}';

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
  const score = sql.join(
    query.terms.map(({ idf }, index) => sql`${idf}::float8 * ranks[${sql.lit(index + 1)}]`),
    sql` + `,
  );
  // Numbering the chunks of each document takes time that a search of memories alone need not spend.
  const place =
    query.wanted.chunk.length > 0
      ? sql`row_number() OVER (PARTITION BY coalesce(document_id, id) ORDER BY ${score} DESC, id DESC)`
      : sql`1`;
  const { rows } = await sql<Omit<Candidate, 'ranks'> & { ranks: string }>`
    WITH found AS MATERIALIZED (
      SELECT id, chunk, series, document_id, length, ${ranksOf(query.terms, query.neighbours ? weights : ownWeights)} AS ranks
      FROM (${holding(workspaceId, query)}) AS holding),
    placed AS (SELECT id, chunk, series, length, ranks, ${score} AS score, ${place} AS place FROM found),
    counted AS (SELECT *, row_number() OVER (PARTITION BY chunk ORDER BY score DESC, id DESC) AS nth FROM placed
      WHERE place <= ${chunksPerDocument})
    SELECT id, chunk, series, length, array_to_string(ranks, ' ') AS ranks FROM counted
    WHERE nth <= ${query.limit}`.execute(tx);
  // As one text: the driver reads an array number by number.
  return rows.map(({ ranks, ...row }) => ({ ...row, ranks: ranks.split(' ').map(Number) }));
}

/** What holds wanted terms together, of each kind. */
function holding(workspaceId: string, query: CandidateQuery) {
  const { memory, chunk } = query.wanted;
  const memories = sql`
      SELECT id, chunk, series, document_id, length, terms FROM searchable
      WHERE workspace_id = ${workspaceId} AND NOT chunk AND terms @@ ${anyGroup(memory)}::tsquery AND ${isAskedFor(query)}`;
  // The terms of a chunk lie outside its row. The filter, which keeps all of them, reads them once, and not for each rank.
  const some = tiersOf(chunk).map(
    (groups) => sql`(
        SELECT * FROM searchable
        WHERE workspace_id = ${workspaceId} AND chunk AND terms @@ ${anyGroup(groups)}::tsquery AND ${isAskedFor(query)}
        ORDER BY right(id::text, 8) LIMIT ${mostChunks})`,
  );
  const chunks = sql`
      SELECT id, chunk, series, document_id, length, ts_filter(terms, '{a,b,c,d}') AS terms FROM (
        SELECT DISTINCT ON (id) * FROM (${sql.join(some, sql` UNION ALL `)}) AS some_of_each ORDER BY id) AS scored OFFSET 0`;
  return sql.join(
    [...(memory.length > 0 ? [memories] : []), ...(chunk.length > 0 ? [sql`(${chunks})`] : [])],
    sql` UNION ALL `,
  );
}

/** A common word, that is found everywhere, must not crowd out what holds a rare one. */
function tiersOf(groups: Term[][]): Term[][][] {
  const together = groups.filter((group) => group.length > 1);
  return [
    ...groups.filter((group) => group.length === 1).map((group) => [group]),
    ...(together.length > 0 ? [together] : []),
  ];
}

/** What is true at a time and passes the filter. */
function isAskedFor({ filter, asOf }: Pick<CandidateQuery, 'filter' | 'asOf'>) {
  const { tags, memory_type, source, domain } = filter;
  return sql`valid_from <= ${asOf} AND (valid_to > ${asOf} OR valid_to IS NULL)
        AND (${tags ?? null}::text[] IS NULL OR tags @> ${tags ?? null}::text[])
        AND (${memory_type ?? null}::text IS NULL OR memory_type = ${memory_type ?? null})
        AND (${source ?? null}::text IS NULL OR source = ${source ?? null})
        AND (${domain ?? null}::text IS NULL OR domain = ${domain ?? null})`;
}

/** Those of the memories and chunks that are true at a time and pass the filter. */
export async function selectAskedFor(
  tx: Tx,
  workspaceId: string,
  { ids, ...query }: Pick<CandidateQuery, 'filter' | 'asOf'> & { ids: string[] },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM searchable WHERE workspace_id = ${workspaceId} AND id = ANY (${ids}::uuid[])
      AND ${isAskedFor(query)}`.execute(tx);
  return rows.map(({ id }) => id);
}

export type NearestQuery = Pick<CandidateQuery, 'filter' | 'asOf' | 'limit'> & {
  model: string;
  /** In pgvector's form. */
  vector: string;
  dimensions: number;
  indexed: boolean;
};

/** The memories nearest to a vector, by cosine: through the workspace's index where there is one, else exactly. */
export async function selectNearest(
  tx: Tx,
  workspaceId: string,
  query: NearestQuery,
): Promise<{ id: string; chunk: boolean; similarity: number }[]> {
  const { model, vector, dimensions, indexed } = query;
  // The planner takes the index for this very expression only; and a memory that is filtered out makes it look further.
  const form = sql.raw(`${dimensions <= 2000 ? 'vector' : 'halfvec'}(${dimensions})`);
  const distance = indexed
    ? sql`embedding.vector::${form} <=> ${vector}::${form}`
    : sql`embedding.vector <=> ${vector}::vector`;
  const { rows } = await sql<{ id: string; chunk: boolean; similarity: number }>`
    SELECT item_id AS id, chunk, 1 - (${distance}) AS similarity FROM embedding
    CROSS JOIN LATERAL (
      SELECT document_id IS NOT NULL AS chunk FROM searchable
      WHERE workspace_id = ${workspaceId} AND id = embedding.item_id AND ${isAskedFor(query)}
      ${indexed ? sql`OFFSET 0` : sql``}) AS item
    WHERE embedding.workspace_id = ${workspaceId} AND embedding.model = ${model}
      AND embedding.dimensions = ${dimensions}
    ORDER BY ${distance} LIMIT ${query.limit}`.execute(tx);
  return rows;
}

/** A longer text, in words, takes too long to be looked through. */
const longestSearched = 10_000;

/** What the memories hold, each as its `tsvector` in text form; of very long ones nothing. */
export async function selectVectors(
  tx: Tx,
  workspaceId: string,
  ids: string[],
): Promise<{ id: string; terms: string }[]> {
  const { rows } = await sql<{ id: string; terms: string }>`
    SELECT id, terms::text AS terms FROM searchable
    WHERE workspace_id = ${workspaceId} AND id = ANY (${ids}::uuid[]) AND length <= ${longestSearched}`.execute(
    tx,
  );
  return rows;
}

function ranksOf(terms: Term[], byClass: string) {
  return sql`ARRAY[${sql.join(terms.map(({ lexemes }) => rankOf(lexemes, byClass)))}]::float8[]`;
}

/** The best of a term's forms: ts_rank of `a | b` divides by the number of alternatives. */
function rankOf(lexemes: string[], byClass: string) {
  const ranks = lexemes.map((lexeme) => {
    const rank = sql`ts_rank(${byClass}::float4[], terms, ${anyOf([lexeme])}::tsquery)`;
    return isFamily(lexeme) ? sql`${sql.lit(familyWeight)} * ${rank}` : rank;
  });
  return sql`greatest(${sql.join(ranks)})`;
}
