import { plans } from '@knowmind/sdk';
import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client, useMe } from '../api.ts';
import { useI18n } from '../i18n/index.tsx';

const page = 100;

/** Everything that can act for the workspace, counted in one line; for those who may see all of it. */
export function Actors() {
  const { say } = useI18n();
  const me = useMe();
  const isAdmin = me.data?.scopes.includes('admin') ?? false;
  // Named after the lists, so that what changes them counts anew.
  const plan = useQuery({
    queryKey: ['tokens', 'count'],
    queryFn: () => client.call('getPlan', {}),
    enabled: isAdmin,
  });
  const clients = useQuery({
    queryKey: ['oauth-clients', 'count'],
    queryFn: () => client.call('listOAuthClients', { limit: page }),
    enabled: isAdmin,
  });
  if (!plan.data || !clients.data) return null;
  const { usage } = plan.data;
  const tokens = plans[plan.data.plan].tokens ? usage.activeTokens : 0;
  const applications = clients.data.nextCursor ? `${page}+` : clients.data.items.length;
  return (
    <Group component="section" aria-label={say('actorsTitle')} gap="xs" fz="sm">
      <Text size="sm">{say('actorsTitle')}:</Text>
      <Link to="/tokens">{tokens === 1 ? say('oneToken') : say('tokenCount', { count: tokens })}</Link>
      <Link to="/oauth-clients">
        {applications === 1 ? say('oneClient') : say('clientCount', { count: applications })}
      </Link>
      <Link to="/settings">
        {usage.members === 1 ? say('onePerson') : say('personCount', { count: usage.members })}
      </Link>
    </Group>
  );
}
