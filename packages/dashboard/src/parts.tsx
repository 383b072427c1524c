import { Alert, Button, Center, Loader, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { messageOf, waitOf } from './api.ts';
import { useI18n } from './i18n/index.tsx';

export function Page({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <Stack gap="lg">
      <div className="page-head">
        <Title order={1}>{title}</Title>
        {aside}
      </div>
      {children}
    </Stack>
  );
}

export function Loading() {
  const { say } = useI18n();
  return (
    <Center p="xl">
      <Loader aria-label={say('loading')} />
    </Center>
  );
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { say, language } = useI18n();
  const wait = waitOf(error);
  return (
    <Alert color="red" title={say('failed')} role="alert">
      <Stack align="start" gap="sm">
        <Text size="sm">{messageOf(error, language)}</Text>
        {wait !== null && <Text size="sm">{say('waitSeconds', { seconds: wait })}</Text>}
        {retry && (
          <Button size="xs" variant="light" color="red" onClick={retry}>
            {say('retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

export function Empty({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <Stack align="center" p="xl" gap="md">
      <Text ta="center">{text}</Text>
      {children}
    </Stack>
  );
}

type Pages = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): Promise<unknown> };

/** Loads the next page of a list, while there is one. */
export function More({ pages }: { pages: Pages }) {
  const { say } = useI18n();
  if (!pages.hasNextPage) return null;
  return (
    <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
      {say('more')}
    </Button>
  );
}

type I18n = ReturnType<typeof useI18n>;

export function showNotice(say: I18n['say'], message: string): void {
  notifications.show({ message, closeButtonProps: { 'aria-label': say('close') } });
}

export function showError({ say, language }: I18n, error: unknown): void {
  const closeButtonProps = { 'aria-label': say('close') };
  const message = messageOf(error, language);
  notifications.show({ color: 'red', title: say('failed'), message, closeButtonProps });
}
