import { memoryTypes } from '@knowmind/sdk';
import { Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { client, queryClient } from '../api.ts';
import { useI18n } from '../i18n/index.tsx';
import { useMemoryTypeName } from '../i18n/memory-types.ts';
import { Failure, showNotice } from '../parts.tsx';
import { ContentInput, SaveOrCancel } from './memory-fields.tsx';

type Values = {
  content: string;
  title: string;
  tags: string;
  source: string;
  memory_type: (typeof memoryTypes)[number];
};

export function StoreForm({ onClose }: { onClose(): void }) {
  const { say } = useI18n();
  const typeName = useMemoryTypeName();
  const form = useForm<Values>({
    initialValues: { content: '', title: '', tags: '', source: '', memory_type: 'semantic' },
  });
  const store = useMutation({
    mutationFn: ({ content, title, tags, source, memory_type }: Values) =>
      client.call('storeMemory', {
        content,
        memory_type,
        tags: tags
          .split(',')
          .map((tag) => tag.trim())
          .filter(Boolean),
        ...(title.trim() ? { title } : {}),
        ...(source.trim() ? { source } : {}),
      }),
    onSuccess: async ({ unchanged }) => {
      showNotice(say, say(unchanged ? 'unchanged' : 'stored'));
      await queryClient.invalidateQueries();
      onClose();
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => store.mutate(values))}>
      <Stack>
        <ContentInput {...form.getInputProps('content')} />
        <TextInput label={say('title')} maxLength={500} {...form.getInputProps('title')} />
        <Select
          label={say('kind')}
          data={memoryTypes.map((value) => ({ value, label: typeName(value) }))}
          allowDeselect={false}
          {...form.getInputProps('memory_type')}
        />
        <TextInput label={say('tags')} {...form.getInputProps('tags')} />
        <TextInput label={say('source')} maxLength={500} {...form.getInputProps('source')} />
        {store.isError && <Failure error={store.error} />}
        <SaveOrCancel saving={store.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
