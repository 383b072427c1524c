import { Alert, Button, Group, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMe } from '../api.ts';
import { useDay } from '../i18n/format.ts';
import { useI18n } from '../i18n/index.tsx';
import { Page } from '../parts.tsx';
import { TypedInput } from '../typed-input.tsx';
import { MemoryFilters } from './memory-filters.tsx';
import { Hits, Recent } from './memory-lists.tsx';
import type { MemorySearch } from './memory-search.ts';
import { StoreForm } from './store-form.tsx';

export function MemoriesPage() {
  const { say } = useI18n();
  const search = useSearch({ from: '/shell/memories' });
  const navigate = useNavigate({ from: '/memories' });
  const [opened, { open, close }] = useDisclosure();
  const { q: query = '' } = search;
  // Letters replace the address; a filter is a step that Back takes back.
  const change = (next: Partial<MemorySearch>, replace = false) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace });
  const me = useMe();
  const aside = me.data?.scopes.includes('write') && <Button onClick={open}>{say('store')}</Button>;
  return (
    <Page title={say('memories')} aside={aside}>
      <TypedInput
        type="search"
        size="md"
        label={say('search')}
        maxLength={1000}
        value={query}
        onSettle={(text) => change({ q: text || undefined }, true)}
      />
      <MemoryFilters search={search} onChange={change} />
      {search.on && <PastDay day={search.on} onLeave={() => change({ on: undefined })} />}
      {query ? <Hits query={query} search={search} /> : <Recent search={search} />}
      <Modal
        opened={opened}
        onClose={close}
        title={say('store')}
        size="lg"
        closeButtonProps={{ 'aria-label': say('close') }}
      >
        <StoreForm onClose={close} />
      </Modal>
    </Page>
  );
}

function PastDay({ day, onLeave }: { day: string; onLeave(): void }) {
  const { say } = useI18n();
  const toDay = useDay();
  return (
    <Alert variant="default" role="status">
      <Group justify="space-between">
        {say('asOfShown', { day: toDay(`${day}T12:00:00`) })}
        <Button size="xs" variant="default" onClick={onLeave}>
          {say('backToNow')}
        </Button>
      </Group>
    </Alert>
  );
}
