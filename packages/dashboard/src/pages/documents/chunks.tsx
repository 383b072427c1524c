import { KnowmindError, type Output } from '@knowmind/sdk';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { client } from '../../api.ts';
import { useI18n } from '../../i18n/index.tsx';
import { Failure, Loading, More } from '../../parts.tsx';
import { Highlight } from '../highlight.tsx';

type Props = {
  id: string;
  /** The chunk that a search found, from which they are shown. */
  passage: string | undefined;
  query: string;
};

/** What a document was cut into, in order, each with the headings it stands under. */
export function Chunks({ id, passage, query }: Props) {
  const { say } = useI18n();
  const pages = useInfiniteQuery({
    queryKey: ['chunks', id, passage],
    queryFn: ({ pageParam }) => readPage(id, pageParam, passage),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
  if (pages.isPending) return <Loading />;
  if (pages.isError) return <Failure error={pages.error} retry={() => void pages.refetch()} />;
  const items = pages.data.pages.flatMap((page) => page.items);
  const [first] = items;
  return (
    <section aria-label={say('chunksOf')}>
      <Title order={2} size="h4" mb="md">
        {say('chunksOf')}
      </Title>
      <Stack gap="sm">
        {first && first.position > 0 && <FromPassage id={id} />}
        {items.map(({ id: chunk, position, headingPath, content }) => (
          <Chunk
            key={chunk}
            {...{ position, headingPath, content }}
            query={chunk === passage ? query : ''}
            isFound={chunk === passage}
          />
        ))}
        <More pages={pages} />
      </Stack>
    </section>
  );
}

/** A passage that is gone, for its document was replaced meanwhile, is no reason to show nothing. */
async function readPage(id: string, cursor: string, passage: string | undefined) {
  const page = { id, limit: 20 };
  if (cursor) return client.call('listChunks', { ...page, cursor });
  if (!passage) return client.call('listChunks', page);
  return client.call('listChunks', { ...page, from: passage }).catch((error: unknown) => {
    if (error instanceof KnowmindError && error.code === 'not_found') return client.call('listChunks', page);
    throw error;
  });
}

/** Says that the list begins with what was found, and leads to its beginning. */
function FromPassage({ id }: { id: string }) {
  const { say } = useI18n();
  return (
    <Group justify="space-between">
      <Text size="sm">{say('fromPassage')}</Text>
      <Link to="/documents/$id" params={{ id }} search={{}}>
        {say('fromBeginning')}
      </Link>
    </Group>
  );
}

/** More lines or signs than this are shown on demand. */
const short = { lines: 7, signs: 700 };

type ChunkProps = Pick<Output<'listChunks'>['items'][number], 'position' | 'headingPath' | 'content'> & {
  query: string;
  isFound: boolean;
};

function Chunk({ position, headingPath, content, query, isFound }: ChunkProps) {
  const { say } = useI18n();
  const [open, { toggle }] = useDisclosure(isFound);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isFound) return;
    place.current?.focus({ preventScroll: true });
    const word = place.current?.querySelector('mark');
    if (word) word.scrollIntoView({ block: 'center' });
    else place.current?.scrollIntoView({ block: 'start' });
  }, [isFound]);
  const isLong = content.length > short.signs || content.split('\n').length > short.lines;
  return (
    <Paper
      withBorder
      p="md"
      component="article"
      ref={place}
      {...(isFound ? { className: 'found', tabIndex: -1 } : {})}
    >
      <Text size="sm" fw={600} className="content">
        {headingPath.length > 0 ? headingPath.join(' › ') : say('noHeading')}
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        {say('chunkNumber', { number: position + 1 })}
        {isFound && ` · ${say('foundPassage')}`}
      </Text>
      <Text size="sm" className="content" lineClamp={isLong && !open ? short.lines : undefined}>
        <Highlight text={content} query={query} />
      </Text>
      {isLong && (
        <Button size="compact-xs" variant="subtle" aria-expanded={open} onClick={toggle}>
          {say(open ? 'lessChunk' : 'wholeChunk')}
        </Button>
      )}
    </Paper>
  );
}
