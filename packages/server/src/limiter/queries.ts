import { sql } from 'kysely';
import type { Database } from '../db/types.ts';
import type { Count } from './index.ts';

export async function countCall(db: Database, key: string, windowSeconds: number): Promise<Count> {
  const { rows } = await sql<{ total: number; seconds_left: number }>`
    SELECT total, seconds_left FROM count_call(${key}, ${windowSeconds})`.execute(db);
  return { calls: rows[0]?.total ?? 1, secondsLeft: rows[0]?.seconds_left ?? windowSeconds };
}
