import { Container } from '@mantine/core';
import { createRootRoute, createRoute, createRouter, Link, Outlet } from '@tanstack/react-router';
import { toText } from './address.ts';
import { useI18n } from './i18n/index.tsx';
import { AuditPage } from './pages/audit.tsx';
import { ConnectPage } from './pages/connect/page.tsx';
import { ConsentPage } from './pages/consent/page.tsx';
import { readDocumentAddress } from './pages/documents/address.ts';
import { DocumentPage } from './pages/documents/document.tsx';
import { DocumentsPage } from './pages/documents/page.tsx';
import { readGraphAddress } from './pages/graph/address.ts';
import { GraphPage } from './pages/graph/page.tsx';
import { MemoriesPage } from './pages/memories.tsx';
import { MemoryPage } from './pages/memory.tsx';
import { readMemorySearch } from './pages/memory-search.ts';
import { OAuthClientsPage } from './pages/oauth-clients/page.tsx';
import { OverviewPage } from './pages/overview/page.tsx';
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
          <Link to="/">{say('toStart')}</Link>
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
const consent = createRoute({
  getParentRoute: () => root,
  path: '/oauth/consent/$uid',
  component: ConsentPage,
});
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
const home = createRoute({ getParentRoute: () => shell, path: '/', component: OverviewPage });
const memories = createRoute({
  getParentRoute: () => shell,
  path: '/memories',
  component: MemoriesPage,
  validateSearch: readMemorySearch,
});
const memory = createRoute({ getParentRoute: () => shell, path: '/memories/$id', component: MemoryPage });
const documents = createRoute({
  getParentRoute: () => shell,
  path: '/documents',
  component: DocumentsPage,
  validateSearch: ({ q }): { q?: string } => ({ q: toText(q) }),
});
const document = createRoute({
  getParentRoute: () => shell,
  path: '/documents/$id',
  component: DocumentPage,
  validateSearch: readDocumentAddress,
});
const graph = createRoute({
  getParentRoute: () => shell,
  path: '/graph',
  component: GraphPage,
  validateSearch: readGraphAddress,
});
const tokens = createRoute({ getParentRoute: () => shell, path: '/tokens', component: TokensPage });
const connect = createRoute({ getParentRoute: () => shell, path: '/connect', component: ConnectPage });
const oauthClients = createRoute({
  getParentRoute: () => shell,
  path: '/oauth-clients',
  component: OAuthClientsPage,
});
const audit = createRoute({ getParentRoute: () => shell, path: '/audit', component: AuditPage });
const settings = createRoute({ getParentRoute: () => shell, path: '/settings', component: SettingsPage });

const pages = [
  home,
  memories,
  memory,
  documents,
  document,
  graph,
  connect,
  tokens,
  oauthClients,
  audit,
  settings,
] as const;

export const router = createRouter({
  routeTree: root.addChildren([signIn, consent, shell.addChildren(pages)]),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
