import type { Output, Scope } from '@knowmind/sdk';
import { Button, Checkbox, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { client, queryClient } from '../api.ts';
import { useI18n } from '../i18n/index.tsx';
import { Failure } from '../parts.tsx';
import { Impact } from './token-impact.tsx';

export type Token = Output<'getToken'>;
export const refreshTokens = () => queryClient.invalidateQueries({ queryKey: ['tokens'] });

type Values = { name: string; scopes: Scope[]; expiry: string; networks: string };

/** The form of a new token, or of one that is edited. */
export function TokenForm({
  token,
  onClose,
  onSecret,
}: {
  token: Token | null;
  onClose(): void;
  onSecret(secret: string): void;
}) {
  const { say } = useI18n();
  const form = useForm<Values>({
    initialValues: {
      name: token?.name ?? '',
      scopes: token?.scopes ?? ['read'],
      expiry: token?.expiresAt?.slice(0, 10) ?? '',
      networks: token?.networks.join('\n') ?? '',
    },
  });
  const save = useMutation({
    mutationFn: async ({ name, scopes, expiry, networks }: Values) => {
      const input = {
        name,
        scopes,
        networks: networks.split(/\s+/).filter(Boolean),
        // An expiry that was not touched stays as it is, to the second.
        ...(form.isDirty('expiry')
          ? { expiresAt: expiry ? new Date(`${expiry}T23:59:59`).toISOString() : null }
          : {}),
      };
      if (token) await client.call('updateToken', { id: token.id, ...input });
      else onSecret((await client.call('createToken', input)).token);
    },
    onSuccess: async () => {
      await refreshTokens();
      onClose();
    },
  });
  const narrowed = token?.scopes.some((scope) => !form.values.scopes.includes(scope)) ?? false;
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack>
        <TextInput
          label={say('name')}
          placeholder={say('namePlaceholder')}
          required
          maxLength={100}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Checkbox.Group label={say('scopes')} {...form.getInputProps('scopes')}>
          <Stack gap="xs" mt="xs">
            <Checkbox value="read" label={say('readHint')} />
            <Checkbox value="write" label={say('writeHint')} />
            <Checkbox value="admin" label={say('adminHint')} />
          </Stack>
        </Checkbox.Group>
        {token && narrowed && <Impact id={token.id} scopes={form.values.scopes} />}
        <TextInput type="date" label={say('expiry')} {...form.getInputProps('expiry')} />
        <ExpiryPresets choose={(day) => form.setFieldValue('expiry', day)} />
        <Textarea
          label={say('networks')}
          description={say('networksHint')}
          autosize
          minRows={1}
          {...form.getInputProps('networks')}
        />
        {save.isError && <Failure error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={form.values.scopes.length === 0}>
            {token ? say('save') : say('create')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The usual lifetimes, each a click. */
function ExpiryPresets({ choose }: { choose(day: string): void }) {
  const { say } = useI18n();
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const presets: [string, string][] = [
    [say('inDays', { days: 30 }), inDays(30)],
    [say('inDays', { days: 90 }), inDays(90)],
    [say('inYear'), inDays(365)],
    [say('noExpiry'), ''],
  ];
  return (
    <Group gap="xs" mt={-8}>
      {presets.map(([label, day]) => (
        <Button key={label} size="compact-xs" variant="default" onClick={() => choose(day)}>
          {label}
        </Button>
      ))}
    </Group>
  );
}
