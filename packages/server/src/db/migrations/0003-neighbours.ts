import { type Kysely, sql } from 'kysely';

/**
 * What stands before and after in the same source helps a memory to be found, and so does its date: the
 * index holds both from now on, for what is there already too.
 */
const statements = `
ALTER TABLE memory NO FORCE ROW LEVEL SECURITY;
CREATE INDEX memory_source ON memory (workspace_id, source, valid_from, id) WHERE source IS NOT NULL;
UPDATE memory SET terms = terms || format('''@%s'':1B ''@%s'':1B ''@%s'':1B ''@-%s'':1B',
  to_char(valid_from AT TIME ZONE 'UTC', 'YYYY'), to_char(valid_from AT TIME ZONE 'UTC', 'YYYY-MM'),
  to_char(valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD'), to_char(valid_from AT TIME ZONE 'UTC', 'MM'))::tsvector;
WITH around AS (
  SELECT workspace_id, id, lag(own, 2) OVER w AS a, lag(own) OVER w AS b, lead(own) OVER w AS c, lead(own, 2) OVER w AS d
  FROM (SELECT workspace_id, id, source, valid_from,
    CASE WHEN length <= 1000 THEN setweight(ts_filter(terms, '{a,b,c}'), 'D') END AS own
    FROM memory WHERE source IS NOT NULL) each
  WINDOW w AS (PARTITION BY workspace_id, source ORDER BY valid_from, id))
UPDATE memory SET terms = ts_filter(terms, '{a,b,c}') || coalesce(a, '') || coalesce(b, '') || coalesce(c, '') || coalesce(d, '')
FROM around WHERE memory.workspace_id = around.workspace_id AND memory.id = around.id;
ALTER TABLE memory FORCE ROW LEVEL SECURITY;
`;

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(statements).execute(db);
}
