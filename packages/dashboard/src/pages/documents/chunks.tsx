import { Paper, Spoiler, Stack, Text, Title } from '@mantine/core';
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
            <Paper key={chunk} withBorder p="md" component="article">
              <Text size="sm" fw={600} className="content">
                {headingPath.length > 0 ? headingPath.join(' › ') : say('noHeading')}
              </Text>
              <Text size="xs" c="dimmed" mb="xs">
                {say('chunkNumber', { number: position + 1 })}
              </Text>
              <Spoiler maxHeight={160} showLabel={say('wholeChunk')} hideLabel={say('lessChunk')}>
                <Text size="sm" className="content">
                  {content}
                </Text>
              </Spoiler>
            </Paper>
          ))}
        <More pages={pages} />
      </Stack>
    </section>
  );
}
