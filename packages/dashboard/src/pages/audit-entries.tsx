import { auditLabels, type Output } from '@knowmind/sdk';
import { Button, Code, Table } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { client } from '../api.ts';
import { useI18n, useTime } from '../i18n/index.tsx';
import { Empty, Failure, Loading, More } from '../parts.tsx';
import { WideTable } from '../wide-table.tsx';

export type Entry = Output<'listAudit'>['items'][number];
/** What `listAudit` and the export are asked for; times in ISO 8601. */
export type AuditFilter = { action?: string; actorId?: string; from?: string; to?: string };

export function Entries({ filter, onShow }: { filter: AuditFilter; onShow(entry: Entry): void }) {
  const { say } = useI18n();
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
      <WideTable minWidth={720} label={say('audit')}>
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
      </WideTable>
      <More pages={pages} />
    </>
  );
}

function Row({ entry, onShow }: { entry: Entry; onShow(entry: Entry): void }) {
  const { say, language } = useI18n();
  const time = useTime();
  return (
    <Table.Tr>
      <Table.Td className="when">{time(entry.at)}</Table.Td>
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
