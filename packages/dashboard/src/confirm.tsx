import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useI18n } from './i18n/index.tsx';

type Question = { title: string; text: string; confirm: string; act(): void };

/** Asks before something that is hard to take back: render `dialog`, and call `ask`. */
export function useConfirm(): { ask(question: Question): void; dialog: ReactNode } {
  const { say } = useI18n();
  const [question, setQuestion] = useState<Question | null>(null);
  const close = () => setQuestion(null);
  const confirm = () => {
    question?.act();
    close();
  };
  const dialog = (
    <Modal
      opened={question !== null}
      onClose={close}
      title={question?.title}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <Stack>
        <Text>{question?.text}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {say('cancel')}
          </Button>
          <Button color="red.9" onClick={confirm}>
            {question?.confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
  return { ask: setQuestion, dialog };
}
