import { auditLabels, type Output } from '@knowmind/sdk';
import { Badge, Button, Code, Drawer, Group, Select, Table, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../api.ts';
import { useI18n, useTime } from '../i18n/index.tsx';
import { Empty, Failure, Loading, More, Page } from '../parts.tsx';

type Entry = Output<'listAudit'>['items'][number];

export function AuditPage() {
  const { say, language } = useI18n();
  const [action, setAction] = useState<string | null>(null);
  const [since, setSince] = useState('');
  const [shown, setShown] = useState<Entry | null>(null);
  const actions = Object.entries(auditLabels).map(([value, label]) => ({ value, label: label[language] }));
  return (
    <Page title={say('audit')} aside={<ChainState />}>
      <Group align="end">
        <Select
          label={say('filter')}
          placeholder={say('all')}
          data={actions}
          value={action}
          onChange={setAction}
          clearable
          searchable
        />
        <TextInput
          type="date"
          label={say('since')}
          value={since}
          onChange={(event) => setSince(event.currentTarget.value)}
        />
        <Button component="a" variant="default" href="/api/v1/audit/export?format=jsonl">
          {say('exportJson')}
        </Button>
        <Button component="a" variant="default" href="/api/v1/audit/export?format=csv">
          {say('exportCsv')}
        </Button>
      </Group>
      <Entries action={action} since={since} onShow={setShown} />
      <Drawer
        opened={shown !== null}
        onClose={() => setShown(null)}
        title={say('details')}
        position="right"
        closeButtonProps={{ 'aria-label': say('close') }}
      >
        <Code block>{JSON.stringify(shown, null, 2)}</Code>
      </Drawer>
    </Page>
  );
}

function ChainState() {
  const { say } = useI18n();
  const state = useQuery({
    queryKey: ['audit-verify'],
    queryFn: () => client.call('verifyAudit', {}),
    staleTime: 60_000,
  });
  if (!state.data) return null;
  const { entries } = state.data;
  const firstBad = state.data.intact ? null : (state.data.firstBad ?? { seq: 0, problem: 'changed' });
  return (
    <Badge size="lg" color={firstBad ? 'red' : 'teal'} variant="light" tt="none">
      {firstBad ? say('chainBroken', firstBad) : say('chainIntact', { entries })}
    </Badge>
  );
}

function Entries({
  action,
  since,
  onShow,
}: {
  action: string | null;
  since: string;
  onShow(entry: Entry): void;
}) {
  const { say } = useI18n();
  const filter = { ...(action ? { action } : {}), ...(since ? { from: new Date(since).toISOString() } : {}) };
  const pages = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) =>
      client.call('listAudit', { limit: 50, ...filter, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
  if (pages.isPending) return <Loading />;
  if (pages.isError) return <Failure error={pages.error} retry={() => void pages.refetch()} />;
  const items = pages.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Empty text={say('noEntries')} />;
  return (
    <>
      <Table.ScrollContainer
        minWidth={720}
        type="native"
        tabIndex={0}
        role="region"
        aria-label={say('audit')}
      >
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              {(['time', 'actor', 'action', 'target', 'from', 'details'] as const).map((key) => (
                <Table.Th key={key}>{say(key)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((entry) => (
              <Row key={entry.seq} entry={entry} onShow={onShow} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <More pages={pages} />
    </>
  );
}

function Row({ entry, onShow }: { entry: Entry; onShow(entry: Entry): void }) {
  const { say, language } = useI18n();
  const time = useTime();
  return (
    <Table.Tr>
      <Table.Td>{time(entry.at)}</Table.Td>
      <Table.Td>
        {entry.actor.name ?? entry.actor.type} {entry.actor.prefix && <Code>{entry.actor.prefix}</Code>}
      </Table.Td>
      <Table.Td fw={600}>{auditLabels[entry.action]?.[language] ?? entry.action}</Table.Td>
      <Table.Td>{entry.target?.name ?? entry.target?.type ?? ''}</Table.Td>
      <Table.Td>{entry.ip ?? ''}</Table.Td>
      <Table.Td>
        <Button size="compact-xs" variant="subtle" onClick={() => onShow(entry)}>
          {say('details')}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
