import { Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { client } from '../api.ts';
import { useI18n } from '../i18n/index.tsx';
import { Failure } from '../parts.tsx';
import { refreshTokens, type Token } from './token-form.tsx';
import { Impact } from './token-impact.tsx';

export function RevokeForm({ token, onClose }: { token: Token; onClose(): void }) {
  const { say } = useI18n();
  const revoke = useMutation({
    mutationFn: () => client.call('revokeToken', { id: token.id }),
    onSuccess: async () => {
      await refreshTokens();
      onClose();
    },
  });
  return (
    <Stack>
      <Text>{say('revokeText')}</Text>
      <Impact id={token.id} />
      {revoke.isError && <Failure error={revoke.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {say('cancel')}
        </Button>
        <Button color="red.9" loading={revoke.isPending} onClick={() => revoke.mutate()}>
          {say('revoke')}
        </Button>
      </Group>
    </Stack>
  );
}

export function RotateForm({
  token,
  onClose,
  onSecret,
}: {
  token: Token;
  onClose(): void;
  onSecret(secret: string): void;
}) {
  const { say } = useI18n();
  const form = useForm({ initialValues: { graceDays: 1 } });
  const rotate = useMutation({
    mutationFn: () => client.call('rotateToken', { id: token.id, graceDays: form.values.graceDays }),
    onSuccess: async (answer) => {
      await refreshTokens();
      onClose();
      onSecret(answer.token);
    },
  });
  return (
    <form onSubmit={form.onSubmit(() => rotate.mutate())}>
      <Stack>
        <Text>{say('rotateText')}</Text>
        <NumberInput label={say('graceDays')} min={0} max={7} {...form.getInputProps('graceDays')} />
        {rotate.isError && <Failure error={rotate.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button type="submit" loading={rotate.isPending}>
            {say('rotate')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
