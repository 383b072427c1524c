import type { Output } from '@knowmind/sdk';
import { Alert, Stack } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { client } from '../api.ts';
import { useI18n, useTime } from '../i18n/index.tsx';
import { Empty, Failure, Loading, More } from '../parts.tsx';
import { MemoryCard } from './memory-card.tsx';
import { countFilters, type MemorySearch, toFacets } from './memory-search.ts';
import { Why } from './why.tsx';

/** What recall finds, best first, each with why. */
export function Hits({ query, search }: { query: string; search: MemorySearch }) {
  const { say } = useI18n();
  const facets = toFacets(search);
  const hits = useQuery({
    queryKey: ['recall', query, facets],
    queryFn: ({ signal }) => client.call('recall', { query, k: 25, ...facets }, { signal }),
    placeholderData: keepPreviousData,
  });
  if (hits.isPending) return <Loading />;
  if (hits.isError) return <Failure error={hits.error} retry={() => void hits.refetch()} />;
  const { items, degraded = [] } = hits.data;
  return (
    <Stack gap="sm" aria-live="polite">
      {degraded.map((stage) => (
        <Alert key={stage} color="yellow" variant="light">
          {say(stage === 'vector' ? 'degradedVector' : 'degradedRerank')}
        </Alert>
      ))}
      {items.length === 0 && <Empty text={say('noHits')} />}
      {items.map((hit) => (
        <MemoryCard
          key={hit.memory_id ?? hit.chunk_id}
          memory={hit}
          at={toPlace(hit)}
          query={query}
          note={`${say('score')} ${hit.score.toFixed(2)}`}
        >
          <Why why={hit.why} />
        </MemoryCard>
      ))}
    </Stack>
  );
}

function toPlace({ memory_id, document_id, chunk_id }: Output<'recall'>['items'][number]) {
  if (memory_id !== null) return { memory: memory_id };
  return { document: document_id ?? '', ...(chunk_id ? { passage: chunk_id } : {}) };
}

/** The memories that pass the filters, newest first, page by page. */
export function Recent({ search }: { search: MemorySearch }) {
  const { say } = useI18n();
  const time = useTime();
  const facets = toFacets(search);
  const pages = useInfiniteQuery({
    queryKey: ['memories', facets],
    queryFn: ({ pageParam }) =>
      client.call('listMemories', { limit: 25, ...facets, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
  if (pages.isPending) return <Loading />;
  if (pages.isError) return <Failure error={pages.error} retry={() => void pages.refetch()} />;
  const items = pages.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Empty text={say(countFilters(search) > 0 ? 'noMatch' : 'noMemories')} />;
  return (
    <Stack gap="sm">
      {items.map((memory) => (
        <MemoryCard
          key={memory.id}
          memory={memory}
          at={{ memory: memory.id }}
          note={time(memory.created_at)}
        />
      ))}
      <More pages={pages} />
    </Stack>
  );
}
