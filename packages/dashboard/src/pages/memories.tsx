import type { Output } from '@knowmind/sdk';
import { Badge, Button, Group, Modal, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../api.ts';
import { useI18n, useTime } from '../i18n/index.tsx';
import { Empty, Failure, Loading, More, Page } from '../parts.tsx';
import { Highlight } from './highlight.tsx';
import { StoreForm } from './store-form.tsx';

export function MemoriesPage() {
  const { say } = useI18n();
  const [typed, setTyped] = useState('');
  const [query] = useDebouncedValue(typed.trim(), 300);
  const [opened, { open, close }] = useDisclosure();
  return (
    <Page title={say('memories')} aside={<Button onClick={open}>{say('store')}</Button>}>
      <TextInput
        type="search"
        size="md"
        label={say('search')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {query ? <Hits query={query} /> : <Recent />}
      <Modal
        opened={opened}
        onClose={close}
        title={say('store')}
        size="lg"
        closeButtonProps={{ 'aria-label': say('close') }}
      >
        <StoreForm onClose={close} />
      </Modal>
    </Page>
  );
}

function Hits({ query }: { query: string }) {
  const { say } = useI18n();
  const hits = useQuery({
    queryKey: ['recall', query],
    queryFn: ({ signal }) => client.call('recall', { query, k: 25 }, { signal }),
    placeholderData: keepPreviousData,
  });
  if (hits.isPending) return <Loading />;
  if (hits.isError) return <Failure error={hits.error} retry={() => void hits.refetch()} />;
  if (hits.data.items.length === 0) return <Empty text={say('noHits')} />;
  return (
    <Stack gap="sm" aria-live="polite">
      {hits.data.items.map((hit) => (
        <Card
          key={hit.memory_id ?? hit.chunk_id}
          id={hit.memory_id}
          memory={hit}
          query={query}
          note={`${say('score')} ${hit.score.toFixed(2)}`}
        />
      ))}
    </Stack>
  );
}

function Recent() {
  const { say } = useI18n();
  const time = useTime();
  const pages = useInfiniteQuery({
    queryKey: ['memories'],
    queryFn: ({ pageParam }) =>
      client.call('listMemories', { limit: 25, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
  if (pages.isPending) return <Loading />;
  if (pages.isError) return <Failure error={pages.error} retry={() => void pages.refetch()} />;
  const items = pages.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Empty text={say('noMemories')} />;
  return (
    <Stack gap="sm">
      {items.map((memory) => (
        <Card key={memory.id} id={memory.id} memory={memory} query="" note={time(memory.created_at)} />
      ))}
      <More pages={pages} />
    </Stack>
  );
}

type Shown = Pick<Output<'getMemory'>, 'title' | 'content' | 'tags' | 'memory_type'> & {
  heading_path?: string[] | undefined;
};

type CardProps = { id: string | null; memory: Shown; query: string; note: string };

/** Without an id it is a passage of a document, which has no page here. */
function Card({ id, memory, query, note }: CardProps) {
  const title = (
    <Text fw={600} component="h2" className="content">
      <Highlight text={[memory.title, ...(memory.heading_path ?? [])].join(' › ')} query={query} />
    </Text>
  );
  return (
    <Paper withBorder p="md" component="article">
      <Group justify="space-between" wrap="nowrap" align="start">
        {id === null ? (
          title
        ) : (
          <Link to="/memories/$id" params={{ id }} className="plain">
            {title}
          </Link>
        )}
        <Text size="xs" opacity={0.75}>
          {note}
        </Text>
      </Group>
      {memory.content !== memory.title && (
        <Text size="sm" className="content" lineClamp={4}>
          <Highlight text={memory.content} query={query} />
        </Text>
      )}
      <Group gap={4} mt="xs">
        <Badge variant="light" tt="none">
          {memory.memory_type}
        </Badge>
        {memory.tags.map((tag) => (
          <Badge key={tag} variant="default" tt="none">
            {tag}
          </Badge>
        ))}
      </Group>
    </Paper>
  );
}
