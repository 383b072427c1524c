import type { Output } from '@knowmind/sdk';
import { Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client, queryClient } from '../api.ts';
import { useI18n } from '../i18n/index.tsx';
import { Failure, showNotice } from '../parts.tsx';
import { ContentInput, SaveOrCancel } from './memory-fields.tsx';

type Memory = Pick<Output<'getMemory'>, 'id' | 'content'>;

export function SupersedeForm({ memory, onClose }: { memory: Memory; onClose(): void }) {
  const { say } = useI18n();
  const navigate = useNavigate();
  const form = useForm({ initialValues: { content: memory.content, reason: '' } });
  const supersede = useMutation({
    mutationFn: ({ content, reason }: { content: string; reason: string }) =>
      client.call('supersedeMemory', { id: memory.id, content, ...(reason.trim() ? { reason } : {}) }),
    onSuccess: async ({ id, unchanged }) => {
      showNotice(say, say(unchanged ? 'unchanged' : 'stored'));
      onClose();
      await navigate({ to: '/memories/$id', params: { id } });
      await queryClient.invalidateQueries();
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => supersede.mutate(values))}>
      <Stack>
        <Text size="sm">{say('supersedeText')}</Text>
        <ContentInput {...form.getInputProps('content')} />
        <TextInput label={say('reason')} maxLength={1000} {...form.getInputProps('reason')} />
        {supersede.isError && <Failure error={supersede.error} />}
        <SaveOrCancel saving={supersede.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
