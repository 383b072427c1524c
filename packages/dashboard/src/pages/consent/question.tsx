import type { Output, Scope } from '@knowmind/sdk';
import { Alert, Button, Divider, Group, Select, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client, queryClient } from '../../api.ts';
import { useI18n, useTime } from '../../i18n/index.tsx';
import { Failure } from '../../parts.tsx';
import { Frame } from '../frame.tsx';
import { Asker } from './asker.tsx';
import { keepConsent } from './kept.ts';
import { Scopes } from './scopes.tsx';

type Request = Output<'getConsent'>;
type Props = { uid: string; request: Request; me: Output<'getMe'> };

/** What is asked, and the person's answer to it. */
export function Question({ uid, request, me }: Props) {
  const { say } = useI18n();
  const time = useTime();
  const { workspaces, scopes: asked } = request;
  const first = workspaces.find(({ id }) => id === me.workspace.id) ?? workspaces[0];
  const [workspaceId, setWorkspaceId] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Scope[]>(asked);
  const workspace = workspaces.find(({ id }) => id === workspaceId) ?? first;
  const given = chosen.filter((scope) => workspace?.scopes.includes(scope));
  const decide = useMutation({
    mutationFn: (decision: 'allow' | 'decline') =>
      client.call('decideConsent', {
        uid,
        decision,
        ...(decision === 'allow' && workspace ? { workspaceId: workspace.id, scopes: given } : {}),
      }),
    onSuccess: ({ continueTo }) => window.location.assign(continueTo),
    // It may have ended meanwhile, or the membership: asked again, the page shows which.
    onError: () => queryClient.invalidateQueries({ queryKey: ['consent', uid] }),
  });
  if (decide.isSuccess) return <Answered allowed={decide.variables === 'allow'} />;
  return (
    <Frame title={say('consentTitle')} width={540}>
      <Asker client={request.client} redirectTo={request.redirectTo} />
      <Account uid={uid} email={me.person?.email ?? ''} />
      <Divider />
      {workspace ? (
        <>
          <Workspaces workspaces={workspaces} chosen={workspace} onChoose={setWorkspaceId} />
          <Scopes
            asked={asked}
            role={{ name: workspace.role, scopes: workspace.scopes }}
            chosen={chosen}
            onChange={setChosen}
          />
          {given.length === 0 && (
            <Nothing givable={asked.some((scope) => workspace.scopes.includes(scope))} />
          )}
        </>
      ) : (
        <Alert color="yellow">{say('noWorkspace')}</Alert>
      )}
      <Text size="sm" c="dimmed">
        {say('consentLasts', { time: time(request.expiresAt) })}
      </Text>
      {decide.isError && <Failure error={decide.error} />}
      <Group justify="flex-end">
        <Button
          variant="default"
          loading={decide.isPending && decide.variables === 'decline'}
          disabled={decide.isPending}
          onClick={() => decide.mutate('decline')}
        >
          {say('decline')}
        </Button>
        <Button
          loading={decide.isPending && decide.variables === 'allow'}
          disabled={decide.isPending || given.length === 0}
          onClick={() => decide.mutate('allow')}
        >
          {say('allow')}
        </Button>
      </Group>
    </Frame>
  );
}

/** Where the answer goes to a program of this computer, the page stays. */
function Answered({ allowed }: { allowed: boolean }) {
  const { say } = useI18n();
  return (
    <Frame title={say(allowed ? 'consentAllowed' : 'consentDeclined')}>
      <Text role="status">{say('consentAnswered')}</Text>
    </Frame>
  );
}

function Nothing({ givable }: { givable: boolean }) {
  const { say } = useI18n();
  return (
    <Alert color="yellow" role="status">
      {say(givable ? 'nothingChosen' : 'nothingToGive')}
    </Alert>
  );
}

/** As whom the application would act; whoever is signed in by chance can change that. */
function Account({ uid, email }: { uid: string; email: string }) {
  const { say } = useI18n();
  const navigate = useNavigate();
  const change = useMutation({
    mutationFn: () => client.call('signOut', {}),
    onSuccess: async () => {
      keepConsent(uid);
      queryClient.clear();
      await navigate({ to: '/sign-in', replace: true });
    },
  });
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm" className="content">
        {say('consentAs')} <b>{email}</b>
      </Text>
      <Button
        size="compact-sm"
        variant="transparent"
        px={0}
        loading={change.isPending}
        onClick={() => change.mutate()}
      >
        {say('otherAccount')}
      </Button>
      {change.isError && <Failure error={change.error} />}
    </Group>
  );
}

type Workspace = Request['workspaces'][number];

function Workspaces({
  workspaces,
  chosen,
  onChoose,
}: {
  workspaces: Workspace[];
  chosen: Workspace;
  onChoose(id: string | null): void;
}) {
  const { say } = useI18n();
  if (workspaces.length > 1) {
    return (
      <Select
        label={say('consentWorkspace')}
        data={workspaces.map(({ id, name, role }) => ({ value: id, label: `${name} · ${role}` }))}
        value={chosen.id}
        allowDeselect={false}
        onChange={onChoose}
      />
    );
  }
  return (
    <dl className="facts">
      <dt>{say('consentWorkspace')}</dt>
      <dd>
        <bdi className="claimed">{chosen.name}</bdi>
      </dd>
    </dl>
  );
}
