import { Badge, Code, Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client, useMe } from '../api.ts';
import { useI18n } from '../i18n/index.tsx';
import { Empty, Page } from '../parts.tsx';
import { Entries, type Entry } from './audit-entries.tsx';
import { Filters, noFilter, toFilter } from './audit-filters.tsx';

export function AuditPage() {
  const { say } = useI18n();
  const me = useMe();
  const [chosen, setChosen] = useState(noFilter);
  const [shown, setShown] = useState<Entry | null>(null);
  if (me.data && !me.data.scopes.includes('admin')) {
    return (
      <Page title={say('audit')}>
        <Empty text={say('adminsOnly')} />
      </Page>
    );
  }
  return (
    <Page title={say('audit')} aside={<ChainState />}>
      <Filters chosen={chosen} onChoose={setChosen} />
      <Entries filter={toFilter(chosen)} onShow={setShown} />
      <Drawer
        opened={shown !== null}
        onClose={() => setShown(null)}
        title={say('details')}
        position="right"
        closeButtonProps={{ 'aria-label': say('close') }}
      >
        <Code block className="content">
          {JSON.stringify(shown, null, 2)}
        </Code>
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
  if (state.isPending) return null;
  const { intact = null, entries = 0, erased = 0, firstBad = null } = state.data ?? {};
  const problem = say(firstBad?.problem ?? 'changed');
  const text =
    intact === null
      ? say('chainUnknown')
      : intact
        ? `${say('chainIntact', { entries })}${erased > 0 ? `, ${say('erasedEntries', { count: erased })}` : ''}`
        : say('chainBroken', { seq: firstBad?.seq ?? '?', problem });
  const color = intact === null ? 'gray' : intact ? 'teal' : 'red';
  return (
    <Badge size="lg" color={color} variant="light" tt="none" role="status">
      {text}
    </Badge>
  );
}
