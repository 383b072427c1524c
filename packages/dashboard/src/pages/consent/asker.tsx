import type { Output } from '@knowmind/sdk';
import { Badge, Group, Text } from '@mantine/core';
import { useI18n, useTime } from '../../i18n/index.tsx';

type Request = Output<'getConsent'>;

/** Who asks, as far as anybody knows, and where the answer goes. */
export function Asker({ client, redirectTo }: Pick<Request, 'client' | 'redirectTo'>) {
  const { say } = useI18n();
  return (
    <dl className="facts">
      <dt>{say('consentWho')}</dt>
      <dd>
        {client.host === null ? <Claimed client={client} /> : <Verified client={client} host={client.host} />}
      </dd>
      <dt>{say('consentSentTo')}</dt>
      <dd>
        <SentTo address={redirectTo} />
      </dd>
    </dl>
  );
}

function Claimed({ client }: { client: Request['client'] }) {
  const { say } = useI18n();
  const time = useTime();
  return (
    <>
      <bdi className="claimed">{client.name}</bdi>
      <Badge variant="default" tt="none" my={4}>
        {say('unverified')}
      </Badge>
      <Text size="sm">
        {say('unverifiedText', { time: client.registeredAt ? time(client.registeredAt) : '–' })}{' '}
        {say('beginText')}
      </Text>
    </>
  );
}

function Verified({ client, host }: { client: Request['client']; host: string }) {
  const { say } = useI18n();
  return (
    <>
      <Group gap="xs">
        <bdi className="claimed">{host}</bdi>
        <Badge color="teal" variant="light" tt="none">
          {say('verified')}
        </Badge>
      </Group>
      <Text size="sm">
        {say('verifiedText')} {say('beginText')}
      </Text>
      {client.name !== host && (
        <Text size="sm" component="div">
          {say('consentNamed')}: <bdi className="claimed">{client.name}</bdi>
        </Text>
      )}
    </>
  );
}

function SentTo({ address }: { address: string }) {
  const { say } = useI18n();
  if (address === 'loopback') return say('sentToLoopback');
  if (address.endsWith(':')) return say('sentToScheme', { scheme: address });
  return <bdi className="claimed">{address}</bdi>;
}
