import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { client } from '../api.ts';
import { useI18n } from '../i18n/index.tsx';
import { Failure } from '../parts.tsx';
import { useEnter } from './enter.ts';
import { Frame } from './frame.tsx';
import { ReviewerSignIn } from './reviewer-sign-in.tsx';

/** A secret comes in the fragment, which no server and no log ever sees. */
function readFragment(hash: string): { kind: 'link' | 'setup' | 'invitation'; secret: string } | null {
  const [, kind, secret] = /^#(link|setup|invitation)=(.+)$/.exec(hash) ?? [];
  return kind && secret ? { kind: kind as 'link', secret } : null;
}

/** A link that is pasted into this page's own tab changes nothing but the fragment. */
function watchFragment(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

export function SignInPage() {
  const fragment = readFragment(useSyncExternalStore(watchFragment, () => window.location.hash));
  if (fragment?.kind === 'setup') return <SetUp secret={fragment.secret} />;
  if (fragment) return <Spend key={fragment.secret} kind={fragment.kind} secret={fragment.secret} />;
  return <AskForLink />;
}

function AskForLink() {
  const { say, language } = useI18n();
  const enter = useEnter();
  const state = useQuery({ queryKey: ['sign-in-state'], queryFn: () => client.call('getSignInState', {}) });
  const form = useForm({ initialValues: { email: '', code: '' } });
  const ask = useMutation({
    mutationFn: () => client.call('requestSignIn', { email: form.values.email, locale: language }),
  });
  const spend = useMutation({
    mutationFn: () => client.call('signIn', { email: form.values.email, code: form.values.code }),
    onSuccess: enter,
  });
  const hasMail = state.data?.mail !== false;
  if (ask.isSuccess) {
    return (
      <Frame title={say(hasMail ? 'checkMail' : 'checkServer')}>
        <Text>{say(hasMail ? 'checkMailText' : 'checkTerminal')}</Text>
        <form onSubmit={form.onSubmit(() => spend.mutate())}>
          <Stack>
            <TextInput
              label={say('code')}
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={6}
              {...form.getInputProps('code')}
            />
            {spend.isError && <Failure error={spend.error} />}
            <Button type="submit" loading={spend.isPending}>
              {say('signIn')}
            </Button>
          </Stack>
        </form>
      </Frame>
    );
  }
  return (
    <Frame title={say('signIn')}>
      {state.data?.setUpNeeded && <Alert>{say('needSetUp')}</Alert>}
      <form onSubmit={form.onSubmit(() => ask.mutate())}>
        <Stack>
          <TextInput
            label={say('email')}
            type="email"
            required
            autoComplete="email"
            {...form.getInputProps('email')}
          />
          {ask.isError && <Failure error={ask.error} />}
          <Button type="submit" loading={ask.isPending}>
            {say('sendLink')}
          </Button>
        </Stack>
      </form>
      {state.data?.reviewer && <ReviewerSignIn />}
    </Frame>
  );
}

/** A button spends the link: mail scanners open links, but press nothing. */
function Spend({ kind, secret }: { kind: 'link' | 'invitation'; secret: string }) {
  const { say, language } = useI18n();
  const enter = useEnter();
  const spend = useMutation({
    mutationFn: () =>
      kind === 'link'
        ? client.call('signIn', { secret })
        : client.call('acceptInvitation', { secret, locale: language }),
    onSuccess: enter,
  });
  return (
    <Frame title={kind === 'link' ? say('signIn') : say('join')}>
      <Text>{kind === 'link' ? say('linkReady') : say('invitation')}</Text>
      {spend.isError && <Failure error={spend.error} />}
      <Button loading={spend.isPending} onClick={() => spend.mutate()}>
        {kind === 'link' ? say('signIn') : say('join')}
      </Button>
    </Frame>
  );
}

function SetUp({ secret }: { secret: string }) {
  const { say, language } = useI18n();
  const enter = useEnter();
  const form = useForm({ initialValues: { email: '', workspace: '' } });
  const setUp = useMutation({
    mutationFn: () => client.call('setUp', { secret, locale: language, ...form.values }),
    onSuccess: enter,
  });
  return (
    <Frame title={say('setUp')}>
      <Text>{say('setUpText')}</Text>
      <form onSubmit={form.onSubmit(() => setUp.mutate())}>
        <Stack>
          <TextInput
            label={say('email')}
            type="email"
            required
            autoComplete="email"
            {...form.getInputProps('email')}
          />
          <TextInput label={say('workspace')} required maxLength={100} {...form.getInputProps('workspace')} />
          {setUp.isError && <Failure error={setUp.error} />}
          <Button type="submit" loading={setUp.isPending}>
            {say('create')}
          </Button>
        </Stack>
      </form>
    </Frame>
  );
}
