import { planNames } from '@knowmind/sdk';
import {
  Badge,
  Button,
  Group,
  Paper,
  SegmentedControl,
  Select,
  Stack,
  Table,
  Text,
  Title,
  useMantineColorScheme,
} from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client, queryClient, useMe } from '../api.ts';
import { type Language, useI18n, useTime } from '../i18n/index.tsx';
import { Failure, Loading, Page, showError } from '../parts.tsx';
import { Members } from './members.tsx';

export function SettingsPage() {
  const { say } = useI18n();
  const me = useMe();
  const isAdmin = me.data?.scopes.includes('admin') ?? false;
  return (
    <Page title={say('settings')}>
      <Section title={`${say('language')}, ${say('scheme')}`}>
        <Looks />
      </Section>
      <Section title={say('sessions')}>
        <Sessions />
      </Section>
      {isAdmin && (
        <Section title={say('members')}>
          <Members />
        </Section>
      )}
      <Section title={say('plan')}>
        <PlanState owner={me.data?.role === 'owner'} />
      </Section>
    </Page>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Title order={2}>{title}</Title>
        {children}
      </Stack>
    </Paper>
  );
}

function Looks() {
  const { say, language, setLanguage } = useI18n();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choose = (value: string) => {
    setLanguage(value as Language);
    client
      .call('updateMe', { locale: value as Language })
      .catch((error: unknown) => showError(say('failed'), error));
  };
  return (
    <Group>
      <SegmentedControl
        aria-label={say('language')}
        value={language}
        onChange={choose}
        data={[
          { value: 'en', label: 'English' },
          { value: 'de', label: 'Deutsch' },
        ]}
      />
      <SegmentedControl
        aria-label={say('scheme')}
        value={colorScheme}
        onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
        data={[
          { value: 'auto', label: say('auto') },
          { value: 'light', label: say('light') },
          { value: 'dark', label: say('dark') },
        ]}
      />
    </Group>
  );
}

function Sessions() {
  const { say } = useI18n();
  const time = useTime();
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: () => client.call('listSessions', {}) });
  const end = useMutation({
    mutationFn: (id: string) => client.call('revokeSession', { id }),
    onSuccess: () => queryClient.invalidateQueries(),
    onError: (error) => showError(say('failed'), error),
  });
  if (sessions.isPending) return <Loading />;
  if (sessions.isError) return <Failure error={sessions.error} retry={() => void sessions.refetch()} />;
  return (
    <Stack gap="sm">
      {sessions.data.items.map((session) => (
        <Group key={session.id} justify="space-between">
          <div>
            <Text size="sm" className="content">
              {session.client ?? '–'}
            </Text>
            <Text size="xs" opacity={0.8}>
              {time(session.lastUsedAt)} · {session.ip ?? '–'}
            </Text>
          </div>
          {session.current ? (
            <Badge variant="light" tt="none">
              {say('thisSession')}
            </Badge>
          ) : (
            <Button size="xs" variant="default" onClick={() => end.mutate(session.id)}>
              {say('end')}
            </Button>
          )}
        </Group>
      ))}
    </Stack>
  );
}

function PlanState({ owner }: { owner: boolean }) {
  const { say } = useI18n();
  const [chosen, setChosen] = useState<string | null>(null);
  const plan = useQuery({ queryKey: ['plan'], queryFn: () => client.call('getPlan', {}) });
  const change = useMutation({
    mutationFn: (name: (typeof planNames)[number]) => client.call('setPlan', { plan: name }),
    onSuccess: () => queryClient.invalidateQueries(),
    onError: (error) => showError(say('failed'), error),
  });
  if (plan.isPending) return <Loading />;
  if (plan.isError) return <Failure error={plan.error} retry={() => void plan.refetch()} />;
  const { includes, usage } = plan.data;
  const rows: [string, number, number | null][] = [
    [say('memories'), usage.memories, includes.memories],
    [say('members'), usage.members, includes.members],
    [say('tokens'), usage.activeTokens, includes.activeTokens],
  ];
  const next = planNames.find((name) => name === chosen);
  return (
    <Stack>
      <Badge size="lg" variant="light" tt="none">
        {plan.data.plan}
      </Badge>
      <Table>
        <Table.Tbody>
          {rows.map(([label, used, of]) => (
            <Table.Tr key={label}>
              <Table.Td>{label}</Table.Td>
              <Table.Td>{say('used', { used, of: of ?? say('unlimited') })}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {owner && (
        <Group align="end">
          <Select
            label={say('changePlan')}
            description={say('changePlanText')}
            data={[...planNames]}
            value={chosen ?? plan.data.plan}
            onChange={setChosen}
            allowDeselect={false}
          />
          <Button
            disabled={!next || next === plan.data.plan}
            loading={change.isPending}
            onClick={() => next && change.mutate(next)}
          >
            {say('changePlan')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
