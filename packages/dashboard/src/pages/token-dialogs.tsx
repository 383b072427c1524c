import { type Output, type Scope, scopes as scopeNames } from '@knowmind/sdk';
import {
  Alert,
  Button,
  Checkbox,
  Code,
  CopyButton,
  Group,
  Modal,
  NumberInput,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { client, queryClient } from '../api.ts';
import { useI18n } from '../i18n/index.tsx';
import { Failure, Loading } from '../parts.tsx';

export type Token = Output<'getToken'>;
const refresh = () => queryClient.invalidateQueries({ queryKey: ['tokens'] });

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
      await refresh();
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

/** What narrowing or revoking would have refused, from the audit log. */
function Impact({ id, scopes }: { id: string; scopes?: Scope[] }) {
  const { say } = useI18n();
  const list = scopes?.join(',');
  const impact = useQuery({
    queryKey: ['impact', id, list ?? null],
    queryFn: () => client.call('getTokenImpact', { id, ...(list === undefined ? {} : { scopes: list }) }),
  });
  if (impact.isPending) return <Loading />;
  if (impact.isError) return <Failure error={impact.error} retry={() => void impact.refetch()} />;
  const { calls, refused, byScope } = impact.data;
  if (calls === 0) return <Alert color="teal">{say('noCalls')}</Alert>;
  const lost = scopeNames.filter((scope) => !scopes?.includes(scope) && byScope[scope] > 0);
  const needed = lost.map((scope) => say('needed', { count: byScope[scope], scope })).join(', ');
  const text = lost.length > 0 ? say('impactScopes', { calls, needed }) : say('impact', { calls, refused });
  return <Alert color="yellow">{text}</Alert>;
}

export function RevokeForm({ token, onClose }: { token: Token; onClose(): void }) {
  const { say } = useI18n();
  const revoke = useMutation({
    mutationFn: () => client.call('revokeToken', { id: token.id }),
    onSuccess: async () => {
      await refresh();
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
      await refresh();
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

/** The command line knows one address by itself; every other has to be said. */
function apiUrlFlag(): string {
  const { origin } = window.location;
  const known = ['http://localhost:3000', 'http://127.0.0.1:3000'].includes(origin);
  return known ? '' : ` --api-url ${origin}`;
}

/** The one time that a token can be read. */
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
