import { Button, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { isUnreachable, messageOf } from '../../api.ts';
import { useI18n } from '../../i18n/index.tsx';
import { clearUploads, retryUpload, tooLarge, type Upload } from './uploads.ts';

/** What becomes of each file. */
export function UploadList({ uploads }: { uploads: readonly Upload[] }) {
  const { say } = useI18n();
  if (uploads.length === 0) return null;
  const ended = uploads.some(({ state }) => state === 'done' || state === 'refused');
  return (
    <Paper withBorder p="md" component="section" aria-label={say('uploads')}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {say('uploads')}
        </Title>
        {ended && (
          <Button size="compact-xs" variant="subtle" onClick={clearUploads}>
            {say('clearUploads')}
          </Button>
        )}
      </Group>
      <Stack gap="sm" component="ul" className="bare">
        {uploads.map((upload) => (
          <Row key={upload.key} upload={upload} />
        ))}
      </Stack>
    </Paper>
  );
}

function Row({ upload }: { upload: Upload }) {
  const { say } = useI18n();
  const { key, file, state, share, answer } = upload;
  const tell = useOutcome();
  const busy = state === 'sending' || state === 'processing';
  return (
    <li>
      <Group justify="space-between" gap="xs" align="baseline">
        {answer ? (
          <Link to="/documents/$id" params={{ id: answer.id }}>
            <span className="content">{answer.title}</span>
          </Link>
        ) : (
          <Text className="content">{file.name}</Text>
        )}
        <Text
          size="sm"
          // Every percent would be read out.
          aria-live={state === 'sending' ? 'off' : 'polite'}
          c={state === 'refused' ? undefined : 'dimmed'}
          fw={state === 'refused' ? 600 : undefined}
        >
          {tell(upload)}
        </Text>
      </Group>
      {busy && (
        <Progress
          size="sm"
          mt={4}
          value={share * 100}
          animated={state === 'processing'}
          aria-label={say('progressOf', { name: file.name })}
        />
      )}
      {state === 'refused' && (
        <Group justify="space-between" gap="xs" wrap="nowrap" align="start">
          <Refusal error={upload.error} />
          {upload.error !== tooLarge && (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={say('retryOf', { name: file.name })}
              onClick={() => retryUpload(key)}
            >
              {say('retry')}
            </Button>
          )}
        </Group>
      )}
    </li>
  );
}

function Refusal({ error }: { error: unknown }) {
  const { say, language } = useI18n();
  const lost = isUnreachable(error);
  const text = error === tooLarge ? say('tooLarge') : lost ? say('uploadLost') : messageOf(error, language);
  return (
    <Text size="sm" className="content refusal">
      {text}
    </Text>
  );
}

function useOutcome() {
  const { say } = useI18n();
  return ({ state, share, answer }: Upload): string => {
    if (state === 'sending') return say('sending', { percent: Math.floor(share * 100) });
    if (state === 'waiting' || state === 'processing' || state === 'refused') return say(state);
    if (answer?.unchanged) return say('uploadUnchanged');
    return say(answer?.replaced ? 'uploadReplaced' : 'uploadStored');
  };
}
