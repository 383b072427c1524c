import { Alert, Button, Code, CopyButton, Modal, Stack, Text } from '@mantine/core';
import { useI18n } from '../i18n/index.tsx';

/** The command line knows one address by itself; every other has to be said. */
export function apiUrlFlag(): string {
  const { origin } = window.location;
  const known = ['http://localhost:3000', 'http://127.0.0.1:3000'].includes(origin);
  return known ? '' : ` --api-url ${origin}`;
}

/** The one time that a token can be read: no slip closes it, only its own buttons do. */
export function SecretDialog({ secret, onClose }: { secret: string | null; onClose(): void }) {
  const { say } = useI18n();
  const curl = `curl -H "Authorization: Bearer ${secret ?? ''}" ${window.location.origin}/api/health`;
  return (
    <Modal
      opened={secret !== null}
      onClose={onClose}
      title={say('tokenCreated')}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <Stack>
        <Alert color="yellow">{say('shownOnce')}</Alert>
        <Code block className="secret" data-testid="secret">
          {secret}
        </Code>
        <CopyButton value={secret ?? ''}>
          {({ copied, copy }) => (
            <Button onClick={copy} data-autofocus>
              {copied ? say('copied') : say('copy')}
            </Button>
          )}
        </CopyButton>
        <Text size="sm">{say('worksAtOnce')}</Text>
        <Code block className="secret">{`knowmind login --token ${secret ?? ''}${apiUrlFlag()}`}</Code>
        <Code block className="secret">
          {curl}
        </Code>
        <Button variant="default" onClick={onClose}>
          {say('close')}
        </Button>
      </Stack>
    </Modal>
  );
}
