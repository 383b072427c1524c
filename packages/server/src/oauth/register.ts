import { isAllowedCallback, isLoopback, isNative } from './callback.ts';

export type Registration = Record<string, unknown> & { redirect_uris: string[] };
/** An error of RFC 7591 section 3.2.2. */
export type RegistrationRefusal = {
  error: 'invalid_client_metadata' | 'invalid_redirect_uri';
  error_description: string;
};

const mostCallbacks = 20;
const longest = 2000;

/**
 * What is kept of a registration (RFC 7591): a name and callbacks. Every client is a public one, may refresh, and is
 * given its scopes by the person, whatever it asks for here.
 */
export function toRegistration(
  body: unknown,
  allowed: readonly string[],
): Registration | RegistrationRefusal {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return refuse('invalid_client_metadata', 'the body has to be a JSON object');
  const { redirect_uris: uris, client_name: name, grant_types: grants } = body as Record<string, unknown>;
  if (!isCallbackList(uris))
    return refuse(
      'invalid_redirect_uri',
      `redirect_uris has to be a list of 1 to ${mostCallbacks} addresses`,
    );
  const refused = uris.find((uri) => !isAllowedCallback(uri, allowed));
  if (refused !== undefined) return refuse('invalid_redirect_uri', toReason(refused));
  if (name !== undefined && (typeof name !== 'string' || name.length > 200))
    return refuse('invalid_client_metadata', 'client_name has to be a text of at most 200 characters');
  if (Array.isArray(grants) && !grants.includes('authorization_code'))
    return refuse('invalid_client_metadata', 'grant_types has to include authorization_code');
  return {
    redirect_uris: uris,
    ...(name ? { client_name: toPlain(name) } : {}),
    application_type: isNative(uris) ? 'native' : 'web',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
}

/** What an operator can allow, and what nobody can. */
function toReason(uri: string): string {
  const url = URL.parse(uri);
  if (!url || /[\s\p{C}]/u.test(uri)) return 'each of the redirect_uris has to be an address';
  if (uri.includes('#') || url.username || url.password)
    return 'an address among the redirect_uris has neither a fragment nor a user name';
  if (url.protocol === 'http:' && !isLoopback(url))
    return 'an address among the redirect_uris is https:, or http: on the loopback address';
  return 'this server sends no answers to such an address; its operator can allow it';
}

function isCallbackList(value: unknown): value is string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > mostCallbacks) return false;
  return value.every((uri) => typeof uri === 'string' && uri.length <= longest);
}

/** A name without what could turn the line around it, or hide in it. */
export function toPlain(name: string): string {
  const plain = name
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return Array.from(plain).slice(0, 100).join('');
}

function refuse(error: RegistrationRefusal['error'], error_description: string): RegistrationRefusal {
  return { error, error_description };
}
