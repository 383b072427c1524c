import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useI18n } from './i18n/index.tsx';

const screens = [
  ['/', 'overview'],
  ['/memories', 'memories'],
  ['/documents', 'documents'],
  ['/graph', 'graph'],
] as const;
const connect = ['/connect', 'connect'] as const;
const clients = ['/oauth-clients', 'oauthClients'] as const;
const tokens = ['/tokens', 'tokens'] as const;

type Props = {
  hasTokens: boolean;
  isAdmin: boolean;
  /** One below the other, without a menu in between. */
  flat?: boolean;
};

/** The links to all screens; the one that is shown is marked. */
export function Links({ hasTokens, isAdmin, flat = false }: Props) {
  const { say } = useI18n();
  const integrations = hasTokens ? [connect, clients, tokens] : [connect, clients];
  const button = {
    variant: 'subtle',
    color: 'gray',
    size: 'sm',
    px: 'xs',
    justify: flat ? 'start' : 'center',
  } as const;
  const link = { ...button, component: Link, className: 'here' } as const;
  return (
    <>
      {screens.map(([to, name]) => (
        <Button {...link} key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
          {say(name)}
        </Button>
      ))}
      {isAdmin && (
        <Button {...link} to="/audit">
          {say('audit')}
        </Button>
      )}
      {flat ? (
        integrations.map(([to, name]) => (
          <Button {...link} key={to} to={to}>
            {say(name)}
          </Button>
        ))
      ) : (
        <Menu>
          <Menu.Target>
            <Button {...button} rightSection={<IconChevronDown size={14} />}>
              {say('integrations')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {integrations.map(([to, name]) => (
              <Menu.Item component={Link} key={to} to={to}>
                {say(name)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}
