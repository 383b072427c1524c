import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMe } from '../../api.ts';
import { useI18n } from '../../i18n/index.tsx';
import { Page } from '../../parts.tsx';
import type { GraphAddress } from './address.ts';
import { Around } from './around.tsx';
import { EntityForm } from './entity-form.tsx';
import { NodeSearch } from './node-search.tsx';
import { Entities } from './start.tsx';

export function GraphPage() {
  const { say } = useI18n();
  const me = useMe();
  const address = useSearch({ from: '/shell/graph' });
  const navigate = useNavigate({ from: '/graph' });
  const [opened, { open, close }] = useDisclosure();
  const change = (next: Partial<GraphAddress>) => void navigate({ search: (old) => ({ ...old, ...next }) });
  const aside = me.data?.scopes.includes('write') && <Button onClick={open}>{say('newEntity')}</Button>;
  return (
    <Page title={say('graph')} aside={aside}>
      <NodeSearch label={say('findNode')} onPick={(end) => end && change({ id: end.id })} />
      {address.id ? <Around id={address.id} address={address} onChange={change} /> : <Entities />}
      <Modal
        opened={opened}
        onClose={close}
        title={say('newEntity')}
        closeButtonProps={{ 'aria-label': say('close') }}
      >
        <EntityForm onClose={close} />
      </Modal>
    </Page>
  );
}
