import { Button, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client, queryClient, useMe } from '../../api.ts';
import { useConfirm } from '../../confirm.tsx';
import { useI18n } from '../../i18n/index.tsx';
import { Empty, Failure, Loading, More, Page, showError, showNotice } from '../../parts.tsx';
import { Actors } from '../actors.tsx';
import { type Client, ClientTable } from './table.tsx';

/** The applications that may act in this workspace, each with whom it acts for. */
export function OAuthClientsPage() {
  const i18n = useI18n();
  const { say } = i18n;
  const me = useMe();
  const clients = useInfiniteQuery({
    queryKey: ['oauth-clients'],
    queryFn: ({ pageParam }) =>
      client.call('listOAuthClients', { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 30_000,
  });
  const disconnect = useMutation({
    mutationFn: ({ id }: Client) => client.call('disconnectOAuthClient', { id }),
    onSuccess: (_, { clientName }) => showNotice(say, say('disconnected', { client: clientName })),
    onError: (error) => showError(i18n, error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['oauth-clients'] }),
  });
  const { ask, dialog } = useConfirm();
  const askFirst = (chosen: Client) =>
    ask({
      title: `${say('disconnect')}: ${chosen.clientName}`,
      text: say('disconnectText', { client: chosen.clientName, email: chosen.person.email }),
      confirm: say('disconnect'),
      act: () => disconnect.mutate(chosen),
    });
  const items = clients.data?.pages.flatMap((page) => page.items) ?? [];
  const connect = (
    <Button component={Link} to="/connect">
      {say('toConnect')}
    </Button>
  );
  return (
    <Page title={say('oauthClients')} aside={items.length > 0 && connect}>
      <Actors />
      {me.data && !me.data.scopes.includes('admin') && <Text size="sm">{say('ownClients')}</Text>}
      {clients.isPending && <Loading />}
      {clients.isError && <Failure error={clients.error} retry={() => void clients.refetch()} />}
      {clients.isSuccess && items.length === 0 && (
        <Empty text={say('noClients')}>
          <Text c="dimmed" ta="center">
            {say('noClientsText')}
          </Text>
          {connect}
        </Empty>
      )}
      {items.length > 0 && <ClientTable clients={items} onDisconnect={askFirst} />}
      <More pages={clients} />
      {dialog}
    </Page>
  );
}
