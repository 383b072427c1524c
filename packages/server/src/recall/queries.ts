import type { ParsedInput } from '@knowmind/sdk';
import { type Selectable, sql } from 'kysely';
import type { Tables, Tx } from '../db/types.ts';

/** How common words are in a workspace, from a sample of its memories. */
export type TermStatistics = { memories: number; averageLength: number; frequency: Map<string, number> };

const sampleSize = 2000;

export async function readStatistics(tx: Tx, workspaceId: string): Promise<TermStatistics> {
  const { rows: totals } = await sql<{ memories: number; average: number | null }>`
    SELECT count(*)::int AS memories, avg(length)::float8 AS average FROM memory WHERE workspace_id = ${workspaceId}`.execute(
    tx,
  );
  const memories = totals[0]?.memories ?? 0;
  // ts_stat takes its query as text, and a UUID from the session holds no quote.
  const sample = `SELECT terms FROM memory WHERE workspace_id = '${workspaceId}' ORDER BY id DESC LIMIT ${sampleSize}`;
  const { rows } = await sql<{
    word: string;
    ndoc: number;
  }>`SELECT word, ndoc FROM ts_stat(${sample})`.execute(tx);
  const scale = Math.max(1, memories / sampleSize);
  const frequency = new Map(rows.map(({ word, ndoc }) => [word, ndoc * scale]));
  return { memories, averageLength: totals[0]?.average || 1, frequency };
}

export type Term = { lexemes: string[]; idf: number };
export type Scored = Omit<Selectable<Tables['memory']>, 'terms' | 'content_hash'> & { score: number };
type Filter = Pick<ParsedInput<'recall'>, 'tags' | 'memory_type' | 'source' | 'domain' | 'as_of'>;

export type LexicalQuery = {
  /** Terms that choose the candidates, rarest first. */
  candidates: Term[];
  /** Terms that score them. */
  terms: Term[];
  averageLength: number;
  filter: Filter;
  asOf: Date;
  limit: number;
};

/** BM25's b, measured: 0.3 finds less in short notes and in paragraphs alike (docs/benchmarks.md). */
const lengthWeight = 0.15;
/** ts_rank weights of context, body, tags and title. */
const weights = '{0.2, 0.6, 0.7, 1.0}';

/** Scores candidates: idf × ts_rank of each term, by length, which comes near to BM25. */
export async function searchLexical(tx: Tx, workspaceId: string, query: LexicalQuery): Promise<Scored[]> {
  const score = sql.join(
    query.terms.map(({ lexemes, idf }) => sql`${idf}::float8 * ${rankOf(lexemes)}`),
    sql` + `,
  );
  const wanted = anyOf(query.candidates.flatMap(({ lexemes }) => lexemes));
  const { tags, memory_type, source, domain } = query.filter;
  const { rows } = await sql<Scored>`
    SELECT workspace_id, id, title, content, memory_type, tags, source, domain, valid_from, valid_to, created_at, updated_at, length,
      (${score}) / (1 - ${lengthWeight}::float8 + ${lengthWeight}::float8 * length / ${query.averageLength}::float8) AS score
    FROM memory
    WHERE workspace_id = ${workspaceId} AND terms @@ ${wanted}::tsquery
      AND valid_from <= ${query.asOf} AND (valid_to > ${query.asOf} OR valid_to IS NULL)
      AND (${tags ?? null}::text[] IS NULL OR tags @> ${tags ?? null}::text[])
      AND (${memory_type ?? null}::text IS NULL OR memory_type = ${memory_type ?? null})
      AND (${source ?? null}::text IS NULL OR source = ${source ?? null})
      AND (${domain ?? null}::text IS NULL OR domain = ${domain ?? null})
    ORDER BY score DESC, created_at DESC, id LIMIT ${query.limit}`.execute(tx);
  return rows;
}

/** The best of a term's forms: ts_rank of `a | b` divides by the number of alternatives. */
function rankOf(lexemes: string[]) {
  const ranks = lexemes.map(
    (lexeme) => sql`ts_rank(${weights}::float4[], terms, ${anyOf([lexeme])}::tsquery)`,
  );
  return sql`greatest(${sql.join(ranks)})`;
}

/** A tsquery literal; quotes and backslashes are doubled within quoted lexemes. */
function anyOf(lexemes: string[]): string {
  return lexemes.map((lexeme) => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`).join(' | ');
}
