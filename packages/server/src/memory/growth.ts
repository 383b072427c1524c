import type { Output } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { countByWeek } from './queries.ts';

type Growth = Output<'getStats'>['growth'];

const weeks = 12;
const dayMs = 24 * 3600 * 1000;

/** What was stored in each of the last weeks, this one included. */
export async function growthOf({ tx, workspace, now }: Context): Promise<Growth> {
  const mondays = lastMondays(now);
  const since = mondays[0] ?? now;
  const counted = await countByWeek(tx, workspace.id, since);
  const stored = new Map(counted.map((week) => [week.monday.getTime(), week.stored]));
  return mondays.map((monday) => ({
    from: monday.toISOString(),
    stored: stored.get(monday.getTime()) ?? 0,
  }));
}

/** Where each of the last weeks began, in UTC, oldest first. */
function lastMondays(now: Date): Date[] {
  const sinceMonday = (now.getUTCDay() + 6) % 7;
  const monday = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - sinceMonday);
  return Array.from({ length: weeks }, (_, index) => new Date(monday - (weeks - 1 - index) * 7 * dayMs));
}
