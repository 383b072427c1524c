import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { Services } from '../context.ts';
import { assertWithinLimit } from '../limiter/index.ts';
import { createAdapter } from './adapter.ts';
import { isBrowserClient } from './cors.ts';
import { fetchDocument } from './document.ts';
import { toErrorPage } from './error-page.ts';
import { originOf, refuse } from './exchange.ts';
import type { Keys } from './keys.ts';
import type { Library } from './library.ts';
import { isOwnResource } from './resources.ts';

const hour = 3600;
const scopes = ['read', 'write', 'admin', 'offline_access'];

export const consentCookie = 'knowmind_consent';

type Parts = { services: Services; library: Library; keys: Keys; toConsentCookie(uid: string): string };

/** How the protocol library is set up; docs/oauth.md says why. */
export function toConfiguration({ services, library, keys, toConsentCookie }: Parts): Configuration {
  const short = { httpOnly: true, sameSite: 'lax', signed: true, overwrite: true } as const;
  return {
    adapter: createAdapter(services, library),
    jwks: { keys: [keys.signing] },
    cookies: {
      keys: [keys.cookies],
      short,
      long: short,
      names: { session: 'knowmind_oauth', interaction: 'knowmind_interaction', resume: 'knowmind_resume' },
    },
    routes: {
      authorization: '/oauth/authorize',
      token: '/oauth/token',
      registration: '/oauth/register',
      revocation: '/oauth/revoke',
      jwks: '/oauth/jwks',
    },
    scopes,
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'private_key_jwt'],
    clientDefaults: {
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
      id_token_signed_response_alg: 'ES256',
    },
    pkce: { required: () => true },
    ttl: {
      AccessToken: hour,
      AuthorizationCode: hour / 6,
      RefreshToken: 30 * 24 * hour,
      Grant: 30 * 24 * hour,
      Interaction: hour,
      Session: hour,
    },
    rotateRefreshToken: true,
    revokeGrantPolicy: () => true,
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    loadExistingGrant: async ({ oidc }) => {
      const grantId = oidc.result?.consent?.grantId;
      return grantId ? oidc.provider.Grant.find(grantId) : undefined;
    },
    interactions: {
      policy: toPolicy(library),
      url: (ctx, { uid }) => toConsentPage(ctx, uid, toConsentCookie(uid)),
    },
    clientBasedCORS: (_, origin, client) => isBrowserClient(origin, client.redirectUris ?? []),
    renderError: (ctx, out) => toErrorPage(ctx, out),
    fetch: (url) => fetchDocument(services, String(url)),
    features: toFeatures(services, library),
  };
}

function toFeatures(services: Services, { errors }: Library): Configuration['features'] {
  const asked = new WeakSet<KoaContextWithOIDC['req']>();
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    // Announced by default, with an address that is not served and a proof that no call asks for.
    pushedAuthorizationRequests: { enabled: false },
    dPoP: { enabled: false },
    revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
    registration: { enabled: true, issueRegistrationAccessToken: false },
    clientIdMetadataDocument: {
      enabled: true,
      ack: 'draft-02',
      async allowFetch({ req }) {
        // A request whose document could not be had asks for it again when it is answered.
        if (asked.has(req)) return false;
        asked.add(req);
        const key = `oauth-document:${originOf(req)?.ip}`;
        try {
          await assertWithinLimit(services.limiter, { key, limit: 60, windowSeconds: 600, what: 'clients' });
          return true;
        } catch (error) {
          refuse(req, error);
          return false;
        }
      },
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => services.publicUrl(),
      useGrantedResource: () => true,
      getResourceServerInfo(_, resource) {
        if (!isOwnResource(services, resource)) throw new errors.InvalidTarget();
        return {
          scope: scopes.join(' '),
          audience: resource,
          accessTokenFormat: 'opaque',
          accessTokenTTL: hour,
        };
      },
    },
  };
}

/** Nobody is let through by an earlier answer: each request shows who asks for what, and where. */
function toPolicy({ interactionPolicy: { Prompt, Check } }: Library) {
  const undecided = new Check('undecided', 'the person has not decided yet', 'consent_required', (ctx) =>
    Boolean(!ctx.oidc.result?.consent),
  );
  return [
    new Prompt({ name: 'login', requestable: true }),
    new Prompt({ name: 'consent', requestable: true }, undecided),
  ];
}

function toConsentPage(ctx: KoaContextWithOIDC, uid: string, cookie: string): string {
  ctx.cookies.set(consentCookie, cookie, {
    path: `/api/v1/oauth/consents/${uid}`,
    httpOnly: true,
    sameSite: 'strict',
    maxAge: hour * 1000,
    signed: false,
  });
  return `/oauth/consent/${uid}`;
}
