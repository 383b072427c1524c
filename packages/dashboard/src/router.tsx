import { Container } from '@mantine/core';
import { createRootRoute, createRoute, createRouter, Link, Outlet, redirect } from '@tanstack/react-router';
import { useI18n } from './i18n/index.tsx';
import { AuditPage } from './pages/audit.tsx';
import { MemoriesPage } from './pages/memories.tsx';
import { MemoryPage } from './pages/memory.tsx';
import { readMemorySearch } from './pages/memory-search.ts';
import { SettingsPage } from './pages/settings.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { TokensPage } from './pages/tokens.tsx';
import { Empty, Failure, Page } from './parts.tsx';
import { Shell } from './shell.tsx';

function NotFound() {
  const { say } = useI18n();
  return (
    <Container component="main" py="xl">
      <Page title="404">
        <Empty text={say('notFound')}>
          <Link to="/memories">{say('toStart')}</Link>
        </Empty>
      </Page>
    </Container>
  );
}

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: ({ error, reset }) => <Failure error={error} retry={reset} />,
});
const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignInPage });
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/memories' });
  },
});
const memories = createRoute({
  getParentRoute: () => shell,
  path: '/memories',
  component: MemoriesPage,
  validateSearch: readMemorySearch,
});
const memory = createRoute({ getParentRoute: () => shell, path: '/memories/$id', component: MemoryPage });
const tokens = createRoute({ getParentRoute: () => shell, path: '/tokens', component: TokensPage });
const audit = createRoute({ getParentRoute: () => shell, path: '/audit', component: AuditPage });
const settings = createRoute({ getParentRoute: () => shell, path: '/settings', component: SettingsPage });

export const router = createRouter({
  routeTree: root.addChildren([signIn, shell.addChildren([home, memories, memory, tokens, audit, settings])]),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
