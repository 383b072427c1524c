import {
  Badge,
  Button,
  Group,
  Paper,
  SegmentedControl,
  Stack,
  Text,
  Title,
  useMantineColorScheme,
} from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { client, queryClient, useMe } from '../api.ts';
import { type Language, useI18n, useTime } from '../i18n/index.tsx';
import { Failure, Loading, Page, showError } from '../parts.tsx';
import { Members } from './members.tsx';
import { PlanState } from './plan.tsx';

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
  const i18n = useI18n();
  const { say, language, setLanguage } = i18n;
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choose = (value: string) => {
    setLanguage(value as Language);
    client.call('updateMe', { locale: value as Language }).catch((error: unknown) => showError(i18n, error));
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
  const i18n = useI18n();
  const { say } = i18n;
  const time = useTime();
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: () => client.call('listSessions', {}) });
  const end = useMutation({
    mutationFn: (id: string) => client.call('revokeSession', { id }),
    onSuccess: () => queryClient.invalidateQueries(),
    onError: (error) => showError(i18n, error),
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
