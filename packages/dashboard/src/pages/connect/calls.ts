import { type CallerId, type Output, toCaller } from '@knowmind/sdk';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client, queryClient } from '../../api.ts';

type Entry = Output<'listAudit'>['items'][number];
type Seen = { first: string; last: string };
/** Who has called, as far as the audit log was read. */
export type Calls = {
  callers: Partial<Record<CallerId, Seen>>;
  /** The log was read to its very first entry, so that a first call is the first there ever was. */
  whole: boolean;
  oldest: string | null;
  newest: string | null;
};

const nothing: Calls = { callers: {}, whole: false, oldest: null, newest: null };
const mostPages = 5;
const often = 4000;
const seldom = 30_000;
const patience = 5 * 60_000;

/**
 * Looks into the audit log while the page is seen: every few seconds at first, then less, for each look is an entry
 * there too.
 */
export function useCalls(workspaceId: string | undefined, enabled: boolean) {
  const [start] = useState(Date.now);
  const queryKey = ['connect-calls', workspaceId];
  return useQuery({
    queryKey,
    queryFn: () => look(queryClient.getQueryData<Calls>(queryKey) ?? nothing),
    enabled,
    refetchOnWindowFocus: true,
    refetchInterval: ({ state }) =>
      state.status === 'error' || Date.now() - start > patience ? seldom : often,
  });
}

/** The first look reads back from the newest entry, each later one what came since. */
async function look(before: Calls): Promise<Calls> {
  const since = before.newest ? { from: before.newest } : {};
  const entries: Entry[] = [];
  let cursor: string | null = null;
  for (let count = 0; count < mostPages; count += 1) {
    const page: Output<'listAudit'> = await client.call('listAudit', {
      limit: 100,
      ...since,
      ...(cursor ? { cursor } : {}),
    });
    entries.push(...page.items);
    cursor = page.nextCursor;
    if (!cursor) break;
  }
  return add(before, entries);
}

function add(before: Calls, entries: Entry[]): Calls {
  const callers = { ...before.callers };
  for (const entry of entries) {
    const caller = isByProgram(entry) ? toCaller(entry.client) : undefined;
    if (!caller) continue;
    const seen = callers[caller];
    const times = [entry.at, seen?.first ?? entry.at, seen?.last ?? entry.at].sort();
    callers[caller] = { first: times[0] ?? entry.at, last: times.at(-1) ?? entry.at };
  }
  const [newest, oldest] = [entries[0], entries.at(-1)];
  return {
    callers,
    whole: before.whole || oldest?.seq === 1,
    oldest: before.oldest ?? oldest?.at ?? null,
    newest: newest?.at ?? before.newest,
  };
}

/** A call of an MCP tool, or one with an API token; what people do in the dashboard is neither. */
function isByProgram({ actor, details }: Entry): boolean {
  return actor.type === 'token' || details?.tool !== undefined;
}
