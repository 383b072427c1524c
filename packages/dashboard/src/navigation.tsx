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

type Props = {
  hasTokens: boolean;
  isAdmin: boolean;
  /** One below the other, without a menu in between. */
  flat?: boolean;
};

/** The links to all screens; the one that is shown is marked. */
export function Links({ hasTokens, isAdmin, flat = false }: Props) {
  const { say } = useI18n();
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
      {flat && (
        <Button {...link} to="/connect">
          {say('connect')}
        </Button>
      )}
      {hasTokens && flat && (
        <Button {...link} to="/tokens">
          {say('tokens')}
        </Button>
      )}
      {!flat && (
        <Menu>
          <Menu.Target>
            <Button {...button} rightSection={<IconChevronDown size={14} />}>
              {say('integrations')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item component={Link} to="/connect">
              {say('connect')}
            </Menu.Item>
            {hasTokens && (
              <Menu.Item component={Link} to="/tokens">
                {say('tokens')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}
