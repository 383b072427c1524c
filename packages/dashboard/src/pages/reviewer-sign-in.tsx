import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../api.ts';
import { useI18n } from '../i18n/index.tsx';
import { Failure } from '../parts.tsx';
import { useEnter } from './enter.ts';

/** The other way in, for a reviewer who reads no mail of ours; shown where the operator set one up. */
export function ReviewerSignIn() {
  const { say } = useI18n();
  const enter = useEnter();
  const [open, setOpen] = useState(false);
  const form = useForm({ initialValues: { name: '', password: '' } });
  const signIn = useMutation({
    mutationFn: () => client.call('signInReviewer', form.values),
    onSuccess: enter,
  });
  if (!open) {
    return (
      <Button variant="subtle" onClick={() => setOpen(true)}>
        {say('reviewerSignIn')}
      </Button>
    );
  }
  return (
    <form aria-label={say('reviewerSignIn')} onSubmit={form.onSubmit(() => signIn.mutate())}>
      <Stack>
        <TextInput
          label={say('name')}
          required
          maxLength={200}
          autoFocus
          autoComplete="username"
          {...form.getInputProps('name')}
        />
        <PasswordInput
          label={say('password')}
          required
          maxLength={200}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': say('showPassword') }}
          {...form.getInputProps('password')}
        />
        {signIn.isError && <Failure error={signIn.error} />}
        <Button type="submit" variant="default" loading={signIn.isPending}>
          {say('signInWithPassword')}
        </Button>
      </Stack>
    </form>
  );
}
