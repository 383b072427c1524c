import type { Output } from '@knowmind/sdk';
import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useNumber } from '../../i18n/format.ts';
import { useI18n, useTime } from '../../i18n/index.tsx';
import { WideTable } from '../../wide-table.tsx';

export type Client = Output<'listOAuthClients'>['items'][number];

type Props = { clients: Client[]; onDisconnect(client: Client): void };

export function ClientTable({ clients, onDisconnect }: Props) {
  const { say } = useI18n();
  const headings = ['application', 'scopes', 'person', 'connected', 'lastUse', 'calls', 'actions'] as const;
  return (
    <WideTable minWidth={940} label={say('oauthClients')}>
      <Table verticalSpacing="sm" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {headings.map((heading) => (
              <Table.Th key={heading}>{say(heading)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {clients.map((client) => (
            <Row key={client.id} client={client} onDisconnect={onDisconnect} />
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

function Row({ client, onDisconnect }: { client: Client; onDisconnect: Props['onDisconnect'] }) {
  const { say } = useI18n();
  const time = useTime();
  const number = useNumber();
  return (
    <Table.Tr>
      <Table.Td maw={260}>
        <bdi className="claimed">{client.clientName}</bdi>
        <Text size="xs" className="content">
          {client.clientHost === null ? say('unverified') : `${client.clientHost} · ${say('verified')}`}
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap={4} miw={80}>
          {client.scopes.map((scope) => (
            <Badge key={scope} variant="default" tt="none">
              {scope}
            </Badge>
          ))}
        </Group>
      </Table.Td>
      <Table.Td className="content">{client.person.email}</Table.Td>
      <Table.Td className="when">{time(client.createdAt)}</Table.Td>
      <Table.Td className="when">{client.lastUsedAt ? time(client.lastUsedAt) : say('never')}</Table.Td>
      <Table.Td>{number(client.calls)}</Table.Td>
      <Table.Td>
        <Button
          size="compact-sm"
          color="red"
          variant="light"
          aria-label={`${say('disconnect')}: ${client.clientName}`}
          onClick={() => onDisconnect(client)}
        >
          {say('disconnect')}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
