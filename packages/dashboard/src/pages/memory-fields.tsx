import { Button, Group, Textarea, type TextareaProps } from '@mantine/core';
import { useI18n } from '../i18n/index.tsx';

/** What a memory says; has the focus when its dialog opens. */
export function ContentInput(props: TextareaProps) {
  const { say } = useI18n();
  return (
    <Textarea label={say('content')} required autosize minRows={4} maxRows={16} data-autofocus {...props} />
  );
}

export function SaveOrCancel({ saving, onCancel }: { saving: boolean; onCancel(): void }) {
  const { say } = useI18n();
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onCancel}>
        {say('cancel')}
      </Button>
      <Button type="submit" loading={saving}>
        {say('save')}
      </Button>
    </Group>
  );
}
