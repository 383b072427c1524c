import type { Output } from '@knowmind/sdk';
import { Alert, Badge, Button, Group, Modal, Paper, Text, Timeline, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { client, useMe } from '../api.ts';
import { useI18n, useTime } from '../i18n/index.tsx';
import { useMemoryTypeName } from '../i18n/memory-types.ts';
import { Failure, Loading, Page } from '../parts.tsx';
import { EraseButton } from './erase-button.tsx';
import { RelationsOf } from './graph/relations-of.tsx';
import { SupersedeForm } from './supersede-form.tsx';

type States = Output<'getHistory'>['items'];

export function MemoryPage() {
  const { say } = useI18n();
  const time = useTime();
  const { id } = useParams({ from: '/shell/memories/$id' });
  const typeName = useMemoryTypeName();
  const [opened, { open, close }] = useDisclosure();
  const history = useQuery({ queryKey: ['history', id], queryFn: () => client.call('getHistory', { id }) });
  const me = useMe();
  if (history.isPending) return <Loading />;
  if (history.isError) return <Failure error={history.error} retry={() => void history.refetch()} />;
  const states = history.data.items;
  const memory = states.find((state) => state.id === id);
  const current = states.at(-1);
  if (!memory || !current) return <Loading />;
  const { title, content, tags, memory_type, source, created_at, valid_to } = memory;
  const may = (scope: 'write' | 'admin') => me.data?.scopes.includes(scope) ?? false;
  return (
    <Page title={title} aside={<Link to="/memories">{say('back')}</Link>}>
      {valid_to !== null && (
        <Alert variant="default" title={say('endedOn', { time: time(valid_to) })}>
          {current.id !== id && (
            <Link to="/memories/$id" params={{ id: current.id }}>
              {say('whatHoldsNow')}
            </Link>
          )}
        </Alert>
      )}
      <Paper withBorder p="lg">
        <Text className="content">{content}</Text>
      </Paper>
      <Group gap="xs">
        <Badge variant="light" tt="none">
          {typeName(memory_type)}
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
      <Group>
        {may('write') && valid_to === null && (
          <Button variant="default" onClick={open}>
            {say('supersede')}
          </Button>
        )}
        {may('admin') && (
          <EraseButton
            title={title}
            text={say('eraseText')}
            erase={() => client.call('eraseMemory', { id })}
            then="/memories"
          />
        )}
      </Group>
      <RelationsOf id={id} />
      {states.length > 1 && <History states={states} shown={id} />}
      <Modal
        opened={opened}
        onClose={close}
        title={say('supersede')}
        size="lg"
        closeButtonProps={{ 'aria-label': say('close') }}
      >
        <SupersedeForm memory={memory} onClose={close} />
      </Modal>
    </Page>
  );
}

/** The states of a fact, the newest first. */
function History({ states, shown }: { states: States; shown: string }) {
  const { say } = useI18n();
  const time = useTime();
  return (
    <section aria-label={say('history')}>
      <Title order={2} size="h4" mb="md">
        {say('history')}
      </Title>
      <Timeline active={states.length} bulletSize={14} lineWidth={2}>
        {[...states].reverse().map(({ id, title, content, valid_from, valid_to, reason }) => (
          <Timeline.Item
            key={id}
            title={
              <Text fw={600} className="content">
                {id === shown ? (
                  title
                ) : (
                  <Link to="/memories/$id" params={{ id }}>
                    {title}
                  </Link>
                )}
              </Text>
            }
          >
            <Text size="xs" opacity={0.75}>
              {time(valid_from)} – {valid_to ? time(valid_to) : say('now')}
            </Text>
            {reason && <Text size="sm">{reason}</Text>}
            {content !== title && (
              <Text size="sm" className="content" lineClamp={3}>
                {content}
              </Text>
            )}
          </Timeline.Item>
        ))}
      </Timeline>
    </section>
  );
}
