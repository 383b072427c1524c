import { Group, Paper, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../api.ts';
import { useNumber } from '../../i18n/format.ts';
import { useI18n, useTime } from '../../i18n/index.tsx';
import { Empty, Failure, Loading, Page } from '../../parts.tsx';
import { MemoryCard } from '../memory-card.tsx';
import { EmbeddingState } from './embedding.tsx';
import { Growth } from './growth.tsx';
import type { Stats } from './stats.ts';

/** How much the memory holds, how it grew, and what came last. */
export function OverviewPage() {
  const { say } = useI18n();
  const stats = useQuery({
    queryKey: ['stats'],
    queryFn: () => client.call('getStats', {}),
    // While vectors are being made, their number is looked at again.
    refetchInterval: ({ state }) => (state.data?.embedding.state === 'working' ? 3000 : false),
  });
  if (stats.isPending) return <Loading />;
  if (stats.isError) return <Failure error={stats.error} retry={() => void stats.refetch()} />;
  return (
    <Page title={say('overview')}>
      <Counts stats={stats.data} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Growth growth={stats.data.growth} />
        <ByType stats={stats.data} />
      </SimpleGrid>
      <EmbeddingState embedding={stats.data.embedding} />
      <RecentOnes />
    </Page>
  );
}

function Counts({ stats }: { stats: Stats }) {
  const { say } = useI18n();
  const toText = useNumber();
  const links = { memories: '/memories', documents: '/documents', entities: '/graph' } as const;
  const keys = ['memories', 'documents', 'chunks', 'entities', 'relations'] as const;
  return (
    <SimpleGrid cols={{ base: 2, xs: 3, md: 5 }} component="dl" m={0}>
      {keys.map((key) => (
        <Paper key={key} withBorder p="md" className="count">
          <dt>{key in links ? <Link to={links[key as keyof typeof links]}>{say(key)}</Link> : say(key)}</dt>
          <dd>{toText(stats[key])}</dd>
        </Paper>
      ))}
    </SimpleGrid>
  );
}

function ByType({ stats }: { stats: Stats }) {
  const { say } = useI18n();
  const toText = useNumber();
  const { semantic, episodic, procedural, reference } = stats.byType;
  const most = Math.max(1, semantic, episodic, procedural, reference);
  return (
    <Paper withBorder p="md" component="section" aria-label={say('byType')}>
      <Title order={2} size="h4" mb="md">
        {say('byType')}
      </Title>
      <Stack gap="sm">
        {Object.entries({ semantic, episodic, procedural, reference }).map(([type, count]) => (
          <div key={type}>
            <Group justify="space-between">
              <Text size="sm">{type}</Text>
              <Text size="sm">{toText(count)}</Text>
            </Group>
            <Progress value={(count / most) * 100} aria-hidden />
          </div>
        ))}
      </Stack>
    </Paper>
  );
}

function RecentOnes() {
  const { say } = useI18n();
  const time = useTime();
  const recent = useQuery({ queryKey: ['recent'], queryFn: () => client.call('listRecent', { k: 5 }) });
  if (recent.isPending) return <Loading />;
  if (recent.isError) return <Failure error={recent.error} retry={() => void recent.refetch()} />;
  const { items } = recent.data;
  return (
    <section aria-label={say('recent')}>
      <Group justify="space-between" align="baseline" mb="sm">
        <Title order={2} size="h4">
          {say('recent')}
        </Title>
        <Link to="/memories">{say('allMemories')}</Link>
      </Group>
      {items.length === 0 && <Empty text={say('noMemories')} />}
      <Stack gap="sm">
        {items.map((memory) => (
          <MemoryCard
            key={memory.id}
            memory={memory}
            at={{ memory: memory.id }}
            note={time(memory.created_at)}
            level="h3"
          />
        ))}
      </Stack>
    </section>
  );
}
