import { Table } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { client, useMe } from '../../api.ts';
import { useSize } from '../../i18n/format.ts';
import { useI18n, useTime } from '../../i18n/index.tsx';
import { Empty, Failure, Loading, More, Page } from '../../parts.tsx';
import { TypedInput } from '../../typed-input.tsx';
import { WideTable } from '../../wide-table.tsx';
import { DropZone } from './drop-zone.tsx';
import { typeName } from './type-name.ts';
import { UploadList } from './upload-list.tsx';
import { useUploads } from './uploads.ts';

export function DocumentsPage() {
  const { say } = useI18n();
  const me = useMe();
  const { q: query = '' } = useSearch({ from: '/shell/documents' });
  const navigate = useNavigate({ from: '/documents' });
  const uploads = useUploads();
  return (
    <Page title={say('documents')}>
      {me.data?.scopes.includes('write') && <DropZone />}
      <UploadList uploads={uploads} />
      <TypedInput
        type="search"
        label={say('findDocument')}
        maxLength={200}
        value={query}
        onSettle={(text) => void navigate({ search: text ? { q: text } : {}, replace: true })}
      />
      <Documents query={query} />
    </Page>
  );
}

function Documents({ query }: { query: string }) {
  const { say } = useI18n();
  const time = useTime();
  const toSize = useSize();
  const pages = useInfiniteQuery({
    queryKey: ['documents', query],
    queryFn: ({ pageParam }) =>
      client.call('listDocuments', {
        limit: 50,
        ...(query ? { query } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
  if (pages.isPending) return <Loading />;
  if (pages.isError) return <Failure error={pages.error} retry={() => void pages.refetch()} />;
  const items = pages.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Empty text={say(query ? 'noDocumentFound' : 'noDocuments')} />;
  return (
    <>
      <WideTable minWidth={560} label={say('documents')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              {(['documentTitle', 'documentType', 'size', 'chunks', 'changedAt'] as const).map((key) => (
                <Table.Th key={key}>{say(key)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map(({ id, title, mediaType, bytes, chunks, updatedAt }) => (
              <Table.Tr key={id}>
                <Table.Td className="content">
                  <Link to="/documents/$id" params={{ id }}>
                    {title}
                  </Link>
                </Table.Td>
                <Table.Td>{typeName(mediaType)}</Table.Td>
                <Table.Td className="when">{toSize(bytes)}</Table.Td>
                <Table.Td>{chunks}</Table.Td>
                <Table.Td className="when">{time(updatedAt)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </WideTable>
      <More pages={pages} />
    </>
  );
}
