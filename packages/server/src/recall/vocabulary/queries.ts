import { sql } from 'kysely';
import type { Tx } from '../../db/types.ts';
import { anyOf } from '../tsquery.ts';

/** How common words are in a workspace, from a sample of its memories. */
export type TermStatistics = {
  memories: number;
  /** Whether chunks of documents are among them. */
  documents: boolean;
  averageLength: number;
  /** The id of the newest of them, by which later ones are told. */
  newest: string | null;
  /** Memories that hold a lexeme themselves. */
  frequency: Map<string, number>;
  /** Memories that an index search for a lexeme gives: also those whose neighbours hold it. */
  indexed: Map<string, number>;
  /** Whether every memory was counted, so that a word that is not here is nowhere. */
  complete: boolean;
};

type Totals = { memories: number; average: number | null; documents: boolean; newest: string | null };

const sampleSize = 2000;

export async function readStatistics(tx: Tx, workspaceId: string): Promise<TermStatistics> {
  const { rows: totals } = await sql<Totals>`
    SELECT count(*)::int AS memories, avg(length)::float8 AS average, count(document_id) > 0 AS documents,
      (SELECT id FROM searchable WHERE workspace_id = ${workspaceId} ORDER BY id DESC LIMIT 1) AS newest
    FROM searchable WHERE workspace_id = ${workspaceId}`.execute(tx);
  const memories = totals[0]?.memories ?? 0;
  const scale = Math.max(1, memories / sampleSize);
  return {
    memories,
    documents: totals[0]?.documents ?? false,
    averageLength: totals[0]?.average || 1,
    newest: totals[0]?.newest ?? null,
    complete: memories <= sampleSize,
    frequency: await countLexemes(tx, { workspaceId, weights: 'abc', scale }),
    indexed: await countLexemes(tx, { workspaceId, weights: 'abcd', scale }),
  };
}

/** Whether so many memories are newer than the statistics. */
export async function hasGrown(tx: Tx, workspaceId: string, newest: string, by: number): Promise<boolean> {
  const { rows } = await sql<{ newer: number }>`
    SELECT count(*)::int AS newer FROM (
      SELECT FROM searchable WHERE workspace_id = ${workspaceId} AND id > ${newest} LIMIT ${by}) AS newer`.execute(
    tx,
  );
  return (rows[0]?.newer ?? 0) >= by;
}

type Sample = { workspaceId: string; weights: string; scale: number };

async function countLexemes(tx: Tx, { workspaceId, weights, scale }: Sample): Promise<Map<string, number>> {
  // ts_stat takes its query as text, and a UUID from the session holds no quote.
  const sample = `SELECT terms FROM searchable WHERE workspace_id = '${workspaceId}' ORDER BY id DESC LIMIT ${sampleSize}`;
  const { rows } = await sql<{
    word: string;
    ndoc: number;
  }>`SELECT word, ndoc FROM ts_stat(${sample}, ${weights})`.execute(tx);
  return new Map(rows.map(({ word, ndoc }) => [word, ndoc * scale]));
}

/** Whether any memory of the workspace holds one of the lexemes. */
export async function isKnown(tx: Tx, workspaceId: string, lexemes: string[]): Promise<boolean> {
  // Counted, for a scan of the table until one is found looks cheap to the planner, and is not for a rare word.
  const { rows } = await sql<{ known: boolean }>`
    SELECT count(*) > 0 AS known FROM searchable
    WHERE workspace_id = ${workspaceId} AND terms @@ ${anyOf(lexemes)}::tsquery`.execute(tx);
  return rows[0]?.known ?? false;
}

/** Memories that are read for the words in them that begin so. */
const vocabularyDepth = 200;

/** Words of the workspace that begin in one of these ways; where very many memories hold such words, not all. */
export async function selectVocabulary(tx: Tx, workspaceId: string, beginnings: string[]): Promise<string[]> {
  const any = beginnings.map((beginning) => `${anyOf([beginning])}:*`).join(' | ');
  // A scan of the table until enough are found looks cheap to the planner, and is not for a rare word.
  await sql`SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true)`.execute(
    tx,
  );
  const { rows } = await sql<{ lexeme: string }>`
    SELECT DISTINCT lexeme FROM (
      SELECT terms FROM searchable WHERE workspace_id = ${workspaceId} AND terms @@ ${any}::tsquery
      LIMIT ${vocabularyDepth}) AS found, unnest(terms)
    WHERE lexeme ^@ ANY (${beginnings}::text[])`.execute(tx);
  await sql`SELECT set_config('enable_seqscan', 'on', true), set_config('enable_indexscan', 'on', true)`.execute(
    tx,
  );
  return rows.map(({ lexeme }) => lexeme);
}
