import { createHmac } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import type { Services } from '../context.ts';
import { toConfiguration } from './configuration.ts';
import { loadKeys } from './keys.ts';
import { loadLibrary } from './library.ts';

/** The authorization server: the protocol library, and the cookie that binds a consent to its browser. */
export type AuthorizationServer = {
  provider: Provider;
  /** The cookie that the browser has in which the authorization with this id was begun. */
  toConsentCookie(uid: string): string;
};

/** Made at the first request, when the public address is known; the same for the rest of the process. */
export function createAuthorizationServer(services: Services): () => Promise<AuthorizationServer> {
  let made: Promise<AuthorizationServer> | undefined;
  return () => {
    made ??= make(services).catch((error) => {
      // The database may answer again at the next request.
      made = undefined;
      throw error;
    });
    return made;
  };
}

async function make(services: Services): Promise<AuthorizationServer> {
  const library = await loadLibrary(services);
  const keys = await loadKeys(services);
  const toConsentCookie = (uid: string) => createHmac('sha256', keys.consent).update(uid).digest('base64url');
  const configuration = toConfiguration({ services, library, keys, toConsentCookie });
  const provider = new library.Provider(services.publicUrl(), configuration);
  // Its requests are made in `http.ts`, which says there how they came.
  provider.proxy = true;
  provider.silent = true;
  provider.on('server_error', (_, err) => services.log.error({ err }, 'authorization server failed'));
  return { provider, toConsentCookie };
}
