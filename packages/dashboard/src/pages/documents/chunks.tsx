import type { Output } from '@knowmind/sdk';
import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { client } from '../../api.ts';
import { useI18n } from '../../i18n/index.tsx';
import { Failure, Loading, More } from '../../parts.tsx';

/** What a document was cut into, in order, each with the headings it stands under. */
export function Chunks({ id }: { id: string }) {
  const { say } = useI18n();
  const pages = useInfiniteQuery({
    queryKey: ['chunks', id],
    queryFn: ({ pageParam }) =>
      client.call('listChunks', { id, limit: 20, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
  if (pages.isPending) return <Loading />;
  if (pages.isError) return <Failure error={pages.error} retry={() => void pages.refetch()} />;
  return (
    <section aria-label={say('chunksOf')}>
      <Title order={2} size="h4" mb="md">
        {say('chunksOf')}
      </Title>
      <Stack gap="sm">
        {pages.data.pages
          .flatMap((page) => page.items)
          .map(({ id: chunk, position, headingPath, content }) => (
            <Chunk key={chunk} {...{ position, headingPath, content }} />
          ))}
        <More pages={pages} />
      </Stack>
    </section>
  );
}

/** More lines or signs than this are shown on demand. */
const short = { lines: 7, signs: 700 };

type ChunkProps = Pick<Output<'listChunks'>['items'][number], 'position' | 'headingPath' | 'content'>;

function Chunk({ position, headingPath, content }: ChunkProps) {
  const { say } = useI18n();
  const [open, { toggle }] = useDisclosure();
  const isLong = content.length > short.signs || content.split('\n').length > short.lines;
  return (
    <Paper withBorder p="md" component="article">
      <Text size="sm" fw={600} className="content">
        {headingPath.length > 0 ? headingPath.join(' › ') : say('noHeading')}
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        {say('chunkNumber', { number: position + 1 })}
      </Text>
      <Text size="sm" className="content" lineClamp={isLong && !open ? short.lines : undefined}>
        {content}
      </Text>
      {isLong && (
        <Button size="compact-xs" variant="subtle" aria-expanded={open} onClick={toggle}>
          {say(open ? 'lessChunk' : 'wholeChunk')}
        </Button>
      )}
    </Paper>
  );
}
