const loopbacks = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Whether an answer may be sent there: to hosts and schemes the operator lists, `loopback` for programs on the
 * person's own machine (RFC 8252 section 7.3), `*` for every https address.
 */
export function isAllowedCallback(uri: string, allowed: readonly string[]): boolean {
  const url = URL.parse(uri);
  // The parser leaves spaces and control characters out, and no database keeps each of them.
  if (!url || /[#\s\p{C}]/u.test(uri)) return false;
  if (url.username || url.password) return false;
  if (isLoopback(url)) return allowed.includes('loopback');
  if (url.protocol === 'https:') return allowed.includes('*') || allowed.includes(url.host);
  return url.protocol !== 'http:' && allowed.includes(`${url.protocol}//`);
}

/** Where the answer goes, as the person is told. */
export function toShownCallback(uri: string): string {
  const url = URL.parse(uri);
  if (!url) return '';
  if (isLoopback(url)) return 'loopback';
  return url.protocol === 'https:' ? url.host : url.protocol;
}

/** Programs on a person's machine: any port of a loopback address matches, and schemes of their own are allowed. */
export function isNative(uris: readonly string[]): boolean {
  return uris.some((uri) => !uri.startsWith('https:'));
}

export function isLoopback(url: URL): boolean {
  return url.protocol === 'http:' && loopbacks.includes(url.hostname);
}
