import { Button, FileButton, Stack, Text } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import { useI18n } from '../../i18n/index.tsx';
import { addUploads } from './uploads.ts';

/** What the server reads, as file dialogs filter by. */
export const acceptedFiles = '.md,.markdown,.txt,.html,.htm,.pdf,.docx';

/** Files are dropped here, or chosen in a dialog. */
export function DropZone() {
  const { say } = useI18n();
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(event.type === 'dragover');
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    addUploads(event.dataTransfer.files);
  };
  return (
    <section
      aria-label={say('dropHere')}
      className={over ? 'drop drop-over' : 'drop'}
      onDragOver={drag}
      onDragLeave={drag}
      onDrop={drop}
    >
      <Stack align="center" gap="xs">
        <Text fw={600}>{say('dropHere')}</Text>
        <Text size="sm" c="dimmed" ta="center">
          {say('dropTypes')}
        </Text>
        <FileButton multiple accept={acceptedFiles} onChange={addUploads}>
          {(props) => <Button {...props}>{say('chooseFiles')}</Button>}
        </FileButton>
      </Stack>
    </section>
  );
}
