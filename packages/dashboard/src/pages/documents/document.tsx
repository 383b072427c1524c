import { Button, FileButton, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { client, useMe } from '../../api.ts';
import { useSize } from '../../i18n/format.ts';
import { useI18n, useTime } from '../../i18n/index.tsx';
import { Failure, Loading, Page } from '../../parts.tsx';
import { EraseButton } from '../erase-button.tsx';
import { RelationsOf } from '../graph/relations-of.tsx';
import { Chunks } from './chunks.tsx';
import { acceptedFiles } from './drop-zone.tsx';
import { typeName } from './type-name.ts';
import { UploadList } from './upload-list.tsx';
import { addUploads, useUploads } from './uploads.ts';

export function DocumentPage() {
  const { say } = useI18n();
  const time = useTime();
  const toSize = useSize();
  const { id } = useParams({ from: '/shell/documents/$id' });
  const { passage, q = '' } = useSearch({ from: '/shell/documents/$id' });
  const me = useMe();
  const uploads = useUploads().filter(({ replaces }) => replaces?.id === id);
  const document = useQuery({
    queryKey: ['document', id],
    queryFn: () => client.call('getDocument', { id }),
  });
  if (document.isPending) return <Loading />;
  if (document.isError) return <Failure error={document.error} retry={() => void document.refetch()} />;
  const { title, mediaType, bytes, chunks, source, updatedAt } = document.data;
  const facts = { type: typeName(mediaType), size: toSize(bytes), chunks, time: time(updatedAt) };
  const may = (scope: 'write' | 'admin') => me.data?.scopes.includes(scope) ?? false;
  return (
    <Page title={title} aside={<Link to="/documents">{say('backToDocuments')}</Link>}>
      <Text size="sm">
        {say('documentFacts', facts)}
        {source ? ` · ${source}` : ''}
      </Text>
      <Group>
        {may('write') && (
          <FileButton accept={acceptedFiles} onChange={(file) => file && addUploads([file], { id, title })}>
            {(props) => (
              <Button {...props} variant="default" title={say('replaceHint')}>
                {say('replaceFile')}
              </Button>
            )}
          </FileButton>
        )}
        {may('admin') && (
          <EraseButton
            title={title}
            text={say('eraseDocumentText')}
            erase={() => client.call('eraseDocument', { id })}
            then="/documents"
          />
        )}
      </Group>
      <UploadList uploads={uploads} />
      <RelationsOf id={id} />
      <Chunks key={passage ?? ''} id={id} passage={passage} query={q} />
    </Page>
  );
}
