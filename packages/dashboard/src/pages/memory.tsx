import { Badge, Group, Paper, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { client } from '../api.ts';
import { useI18n, useTime } from '../i18n/index.tsx';
import { Failure, Loading, Page } from '../parts.tsx';

export function MemoryPage() {
  const { say } = useI18n();
  const time = useTime();
  const { id } = useParams({ from: '/shell/memories/$id' });
  const memory = useQuery({ queryKey: ['memory', id], queryFn: () => client.call('getMemory', { id }) });
  if (memory.isPending) return <Loading />;
  if (memory.isError) return <Failure error={memory.error} retry={() => void memory.refetch()} />;
  const { title, content, tags, memory_type, source, created_at } = memory.data;
  return (
    <Page title={title} aside={<Link to="/memories">{say('back')}</Link>}>
      <Paper withBorder p="lg">
        <Text className="content">{content}</Text>
      </Paper>
      <Group gap="xs">
        <Badge variant="light" tt="none">
          {memory_type}
        </Badge>
        {tags.map((tag) => (
          <Badge key={tag} variant="default" tt="none">
            {tag}
          </Badge>
        ))}
        <Text size="sm" opacity={0.8}>
          {time(created_at)}
          {source ? ` · ${source}` : ''}
        </Text>
      </Group>
    </Page>
  );
}
