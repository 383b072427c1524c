import { plans } from '@knowmind/sdk';
import { AppShell, Burger, Button, Group, Menu, Select, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { client, isSignedOut, queryClient, useMe } from './api.ts';
import { useI18n } from './i18n/index.tsx';
import { Links } from './navigation.tsx';
import { endUploads } from './pages/documents/uploads.ts';
import { Failure, Loading } from './parts.tsx';

/** Header, navigation, and the page below. Without a session it leads to the sign-in page. */
export function Shell() {
  const me = useMe();
  const navigate = useNavigate();
  const [open, { toggle, close }] = useDisclosure();
  const { say, adopt } = useI18n();
  const locale = me.data?.person?.locale;
  const signedOut = isSignedOut(me.error);
  useEffect(() => {
    if (signedOut) void navigate({ to: '/sign-in' });
  }, [signedOut, navigate]);
  // The language a person once chose follows them to a new browser.
  useEffect(() => {
    if (locale) adopt(locale);
  }, [locale, adopt]);
  if (me.isPending || signedOut) return <Loading />;
  if (me.isError) return <Failure error={me.error} retry={() => void me.refetch()} />;
  const isAdmin = me.data.scopes.includes('admin');
  const hasTokens = isAdmin && plans[me.data.workspace.plan].tokens;
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 260, breakpoint: 'md', collapsed: { desktop: true, mobile: !open } }}
      padding="md"
    >
      <AppShell.Header>
        <a className="skip" href="#content">
          {say('skip')}
        </a>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group wrap="nowrap">
            <Burger opened={open} onClick={toggle} hiddenFrom="md" size="sm" aria-label={say('menu')} />
            <Link to="/" className="brand">
              knowmind
            </Link>
          </Group>
          <Group component="nav" aria-label={say('menu')} visibleFrom="md" gap={0} wrap="nowrap">
            <Links hasTokens={hasTokens} isAdmin={isAdmin} />
          </Group>
          <Group visibleFrom="md">
            <WorkspaceSwitch workspaces={me.data.workspaces} current={me.data.workspace.id} />
          </Group>
          <AccountMenu email={me.data.person?.email ?? ''} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md">
        <Stack gap="xs" onClick={close} hiddenFrom="md">
          {open && <Links hasTokens={hasTokens} isAdmin={isAdmin} flat />}
          <WorkspaceSwitch workspaces={me.data.workspaces} current={me.data.workspace.id} />
        </Stack>
      </AppShell.Navbar>
      <AppShell.Main maw={1200} mx="auto" id="content" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function WorkspaceSwitch({
  workspaces,
  current,
}: {
  workspaces: { id: string; name: string }[];
  current: string;
}) {
  const { say } = useI18n();
  if (workspaces.length < 2) return null;
  const change = async (workspaceId: string | null) => {
    if (!workspaceId || workspaceId === current) return;
    endUploads();
    await client.call('switchWorkspace', { workspaceId });
    await queryClient.invalidateQueries();
  };
  return (
    <Select
      aria-label={say('workspace')}
      data={workspaces.map(({ id, name }) => ({ value: id, label: name }))}
      value={current}
      onChange={(value) => void change(value)}
      onClick={(event) => event.stopPropagation()}
    />
  );
}

function AccountMenu({ email }: { email: string }) {
  const { say } = useI18n();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => client.call('signOut', {}),
    onSuccess: async () => {
      endUploads();
      queryClient.clear();
      await navigate({ to: '/sign-in' });
    },
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="xs" rightSection={<IconChevronDown size={14} />}>
          {say('account')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{email}</Menu.Label>
        <Menu.Item component={Link} to="/settings">
          {say('settings')}
        </Menu.Item>
        <Menu.Item onClick={() => signOut.mutate()}>{say('signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
