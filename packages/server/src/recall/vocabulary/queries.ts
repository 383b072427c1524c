import { sql } from 'kysely';
import type { Tx } from '../../db/types.ts';
import { anyOf } from '../tsquery.ts';

/**
 * What a search looks for is of two kinds. A chunk holds hundreds of words where a memory holds a dozen, so that how
 * common a word is among the one says little of the other.
 */
export const kinds = ['memory', 'chunk'] as const;
export type Kind = (typeof kinds)[number];

/** How common words are in a workspace, from a sample of its memories and of its documents' chunks. */
export type TermStatistics = {
  /** Memories and chunks together. */
  memories: number;
  /** How many there are of each kind. */
  counts: Record<Kind, number>;
  averageLength: number;
  /** The id of the newest of each kind, by which later ones are told. */
  newest: Record<Kind, string>;
  /** Memories and chunks that hold a lexeme themselves. */
  frequency: Map<string, number>;
  /** Those of a kind that an index search for a lexeme gives: also those whose neighbours hold it. */
  indexed: Record<Kind, Map<string, number>>;
  /** Whether all of them were counted, so that a word that is not here is nowhere. */
  complete: boolean;
};

type Totals = { memories: number; chunks: number; average: number | null; memory: string; chunk: string };

/** The newest of each kind; a chunk is as long as thirty memories. */
const sampleSizes: Readonly<Record<Kind, number>> = { memory: 2000, chunk: 500 };

export async function readStatistics(tx: Tx, workspaceId: string): Promise<TermStatistics> {
  const { rows: totals } = await sql<Totals>`
    SELECT count(*)::int AS memories, avg(length)::float8 AS average, count(document_id)::int AS chunks,
      ${newest(workspaceId, 'memory')} AS memory, ${newest(workspaceId, 'chunk')} AS chunk
    FROM searchable WHERE workspace_id = ${workspaceId}`.execute(tx);
  const { memories = 0, chunks = 0, average, memory = nil, chunk = nil } = totals[0] ?? {};
  const counts = { memory: memories - chunks, chunk: chunks };
  const count = async (kind: Kind, weights: string) =>
    counts[kind] === 0
      ? new Map<string, number>()
      : countLexemes(tx, { workspaceId, kind, weights, of: counts[kind] });
  return {
    memories,
    counts,
    averageLength: average || 1,
    newest: { memory, chunk },
    complete: kinds.every((kind) => counts[kind] <= sampleSizes[kind]),
    frequency: add(await count('memory', 'abc'), await count('chunk', 'abc')),
    indexed: { memory: await count('memory', 'abcd'), chunk: await count('chunk', 'abcd') },
  };
}

/** Below every id: where there is none of a kind, the first is newer. */
const nil = '00000000-0000-0000-0000-000000000000';

function newest(workspaceId: string, kind: Kind) {
  return sql`coalesce((SELECT id FROM searchable WHERE workspace_id = ${workspaceId} AND chunk = ${kind === 'chunk'}
        ORDER BY id DESC LIMIT 1), ${nil}::uuid)`;
}

function add(some: Map<string, number>, more: ReadonlyMap<string, number>): Map<string, number> {
  for (const [lexeme, holding] of more) some.set(lexeme, (some.get(lexeme) ?? 0) + holding);
  return some;
}

/** Whether a kind has grown by such a share since it was counted. */
export async function hasGrown(
  tx: Tx,
  workspaceId: string,
  { newest, counts, share }: Pick<TermStatistics, 'newest' | 'counts'> & { share: number },
): Promise<boolean> {
  const by = (kind: Kind) => Math.max(1, Math.ceil(share * counts[kind]));
  const newer = (kind: Kind) => sql`(SELECT count(*) FROM (
      SELECT FROM searchable WHERE workspace_id = ${workspaceId} AND chunk = ${kind === 'chunk'} AND id > ${newest[kind]}
      LIMIT ${by(kind)}) AS newer)`;
  const { rows } = await sql<{ grown: boolean }>`
    SELECT ${newer('memory')} >= ${by('memory')} OR ${newer('chunk')} >= ${by('chunk')} AS grown`.execute(tx);
  return rows[0]?.grown ?? false;
}

type Sample = { workspaceId: string; kind: Kind; weights: string; of: number };

/** How many of all of a kind hold each lexeme, going by the newest. */
async function countLexemes(
  tx: Tx,
  { workspaceId, kind, weights, of }: Sample,
): Promise<Map<string, number>> {
  const scale = Math.max(1, of / sampleSizes[kind]);
  // ts_stat takes its query as text, and a UUID from the session holds no quote.
  const sample = `SELECT terms FROM searchable WHERE workspace_id = '${workspaceId}' AND chunk = ${kind === 'chunk'}
    ORDER BY id DESC LIMIT ${sampleSizes[kind]}`;
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
