import { Badge, Group, Paper, Progress, Text, Title } from '@mantine/core';
import { useNumber } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/index.tsx';
import type { Stats } from './stats.ts';

/** How far texts have vectors; nothing where no model is configured. */
export function EmbeddingState({ embedding }: { embedding: Stats['embedding'] }) {
  const { say } = useI18n();
  const toText = useNumber();
  const { state, model, done, total, lastError } = embedding;
  if (state === 'off' || model === null) return null;
  const states = {
    working: 'embeddingWorking',
    waiting: 'embeddingWaiting',
    done: 'embeddingReady',
  } as const;
  return (
    <Paper withBorder p="md" component="section" aria-label={say('embedding')}>
      <Group mb="xs" gap="xs">
        <Title order={2} size="h4">
          {say('embedding')}
        </Title>
        {state !== 'unavailable' && (
          <Badge variant={state === 'waiting' ? 'default' : 'light'} tt="none" role="status">
            {say(states[state])}
          </Badge>
        )}
      </Group>
      {state === 'unavailable' ? (
        <Text size="sm">{say('embeddingUnavailable', { model })}</Text>
      ) : (
        <>
          <Text size="sm" mb="xs">
            {say('embeddingDone', { done: toText(done), total: toText(total), model })}
          </Text>
          <Progress value={total > 0 ? (done / total) * 100 : 100} aria-label={say('embedding')} />
        </>
      )}
      {lastError && (
        <Text size="sm" mt="xs" className="content">
          {lastError}
        </Text>
      )}
    </Paper>
  );
}
