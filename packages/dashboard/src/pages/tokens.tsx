import { plans } from '@knowmind/sdk';
import { Badge, Button, Code, Group, Menu, Modal, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client, useMe } from '../api.ts';
import { useI18n, useTime } from '../i18n/index.tsx';
import { Empty, Failure, Loading, More, Page } from '../parts.tsx';
import { WideTable } from '../wide-table.tsx';
import { Actors } from './actors.tsx';
import { RevokeForm, RotateForm } from './token-dialogs.tsx';
import { type Token, TokenForm } from './token-form.tsx';
import { SecretDialog } from './token-secret.tsx';

type Dialog = { kind: 'new' } | { kind: 'edit' | 'rotate' | 'revoke'; token: Token };
const colors = { active: 'teal', expiring: 'yellow', expired: 'gray', revoked: 'red' };

export function TokensPage() {
  const { say } = useI18n();
  const me = useMe();
  const plan = me.data?.workspace.plan ?? 'enterprise';
  if (!plans[plan].tokens) {
    return (
      <Page title={say('tokens')}>
        <Actors />
        <Empty text={say('planHasNoTokens')}>
          <Text c="dimmed" ta="center">
            {say('planHint', { plan })}
          </Text>
        </Empty>
      </Page>
    );
  }
  if (me.data && !me.data.scopes.includes('admin')) {
    return (
      <Page title={say('tokens')}>
        <Empty text={say('adminsOnly')} />
      </Page>
    );
  }
  return <Tokens />;
}

function Tokens() {
  const { say } = useI18n();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const tokens = useInfiniteQuery({
    queryKey: ['tokens'],
    queryFn: ({ pageParam }) =>
      client.call('listTokens', { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 30_000,
  });
  const items = tokens.data?.pages.flatMap((page) => page.items) ?? [];
  const add = <Button onClick={() => setDialog({ kind: 'new' })}>{say('newToken')}</Button>;
  return (
    <Page title={say('tokens')} aside={add}>
      <Actors />
      {tokens.isPending && <Loading />}
      {tokens.isError && <Failure error={tokens.error} retry={() => void tokens.refetch()} />}
      {tokens.isSuccess && items.length === 0 && <Empty text={say('noTokens')} />}
      {items.length > 0 && <List tokens={items} onAct={setDialog} />}
      <More pages={tokens} />
      <TokenDialog dialog={dialog} onClose={() => setDialog(null)} onSecret={setSecret} />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </Page>
  );
}

function TokenDialog({
  dialog,
  onClose,
  onSecret,
}: {
  dialog: Dialog | null;
  onClose(): void;
  onSecret(secret: string): void;
}) {
  const { say } = useI18n();
  const titles = { new: say('newToken'), edit: say('edit'), rotate: say('rotate'), revoke: say('revoke') };
  const token = dialog && dialog.kind !== 'new' ? dialog.token : null;
  const title = dialog ? `${titles[dialog.kind]}${token ? `: ${token.name}` : ''}` : '';
  return (
    <Modal
      opened={dialog !== null}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      {dialog?.kind === 'new' && <TokenForm token={null} onClose={onClose} onSecret={onSecret} />}
      {dialog?.kind === 'edit' && <TokenForm token={dialog.token} onClose={onClose} onSecret={onSecret} />}
      {dialog?.kind === 'rotate' && <RotateForm token={dialog.token} onClose={onClose} onSecret={onSecret} />}
      {dialog?.kind === 'revoke' && <RevokeForm token={dialog.token} onClose={onClose} />}
    </Modal>
  );
}

function List({ tokens, onAct }: { tokens: Token[]; onAct(dialog: Dialog): void }) {
  const { say } = useI18n();
  return (
    <WideTable minWidth={940} label={say('tokens')}>
      <Table verticalSpacing="sm" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {(['name', 'scopes', 'prefix', 'created', 'lastUse', 'state', 'actions'] as const).map(
              (heading) => (
                <Table.Th key={heading}>{say(heading)}</Table.Th>
              ),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map((token) => (
            <Row key={token.id} token={token} onAct={onAct} />
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

function Row({ token, onAct }: { token: Token; onAct(dialog: Dialog): void }) {
  const { say } = useI18n();
  const time = useTime();
  const alive = token.state === 'active' || token.state === 'expiring';
  return (
    <Table.Tr>
      <Table.Td fw={600}>{token.name}</Table.Td>
      <Table.Td>
        <Group gap={4} miw={80}>
          {token.scopes.map((scope) => (
            <Badge key={scope} variant="default" tt="none">
              {scope}
              {token.unusedScopes.includes(scope) ? ` · ${say('unused')}` : ''}
            </Badge>
          ))}
        </Group>
      </Table.Td>
      <Table.Td>
        <Code>{token.prefix}</Code> •••••
      </Table.Td>
      <Table.Td className="when">{time(token.createdAt)}</Table.Td>
      <Table.Td>
        <Text size="sm" className="when">
          {token.lastUsedAt ? time(token.lastUsedAt) : say('never')}
        </Text>
        {token.lastUsedFrom?.ip && (
          <Text size="xs" opacity={0.75}>
            {token.lastUsedFrom.ip}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Stack gap={2} align="start">
          <Badge color={colors[token.state]} variant="light" tt="none">
            {say(token.state)}
          </Badge>
          {token.expiresAt && (
            <Text size="xs">
              {say('expires')} {time(token.expiresAt)}
            </Text>
          )}
        </Stack>
      </Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <Button
            size="compact-sm"
            color="red"
            variant="light"
            disabled={token.state === 'revoked'}
            onClick={() => onAct({ kind: 'revoke', token })}
          >
            {say('revoke')}
          </Button>
          <Menu>
            <Menu.Target>
              <Button
                size="compact-sm"
                variant="default"
                disabled={token.state === 'revoked'}
                aria-label={`${say('actions')}: ${token.name}`}
              >
                …
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => onAct({ kind: 'edit', token })}>{say('edit')}</Menu.Item>
              <Menu.Item disabled={!alive} onClick={() => onAct({ kind: 'rotate', token })}>
                {say('rotate')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
