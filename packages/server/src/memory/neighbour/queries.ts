import { sql } from 'kysely';
import type { Tx } from '../../db/types.ts';

/** How many memories before and after one lend it their words. */
const reach = 2;
/** A longer text, in words, is no context. */
const longest = 1000;

/**
 * One writer a source, until the transaction ends: neighbours are changed by whoever comes beside them. A source may
 * have any name, also those of the other locks.
 */
export async function lockSource(tx: Tx, workspaceId: string, source: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${workspaceId} source ${source}`}, 0))`.execute(
    tx,
  );
}

/**
 * Indexes the memories around a place in a source with the words of their neighbours, in the lowest weight
 * class. Called when a memory came to that place, changed there, or went.
 */
export async function refreshNeighbours(
  tx: Tx,
  workspaceId: string,
  { source, validFrom, id }: { source: string; validFrom: Date; id: string },
): Promise<void> {
  const near = (direction: 'before' | 'after') => {
    const beyond = direction === 'before' ? sql`<=` : sql`>`;
    const order = direction === 'before' ? sql`DESC` : sql`ASC`;
    // The place itself counts with what stands before it: one more.
    const limit = 2 * reach + (direction === 'before' ? 1 : 0);
    return sql`(SELECT id, valid_from, length, terms FROM memory
      WHERE workspace_id = ${workspaceId} AND source = ${source} AND (valid_from, id) ${beyond} (${validFrom}, ${id}::uuid)
      ORDER BY valid_from ${order}, id ${order} LIMIT ${limit})`;
  };
  await sql`
    WITH near AS (${near('before')} UNION ALL ${near('after')}),
    own AS (SELECT id, valid_from, CASE WHEN length <= ${longest} THEN setweight(ts_filter(terms, '{a,b,c}'), 'D') END AS words,
      row_number() OVER (ORDER BY valid_from, id) AS place,
      count(*) FILTER (WHERE (valid_from, id) <= (${validFrom}, ${id}::uuid)) OVER () AS middle FROM near),
    around AS (SELECT id, place, middle, lag(words, 2) OVER w AS a, lag(words) OVER w AS b, lead(words) OVER w AS c,
      lead(words, 2) OVER w AS d FROM own WINDOW w AS (ORDER BY place))
    UPDATE memory SET terms = ts_filter(terms, '{a,b,c}') || coalesce(a, '') || coalesce(b, '') || coalesce(c, '') || coalesce(d, '')
    FROM around WHERE memory.workspace_id = ${workspaceId} AND memory.id = around.id
      AND abs(around.place - around.middle) <= ${reach}`.execute(tx);
}
