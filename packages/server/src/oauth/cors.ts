import { isLoopback } from './callback.ts';

/**
 * Whether a page may read the answers of the token endpoints: tools on the person's own machine, and the pages that
 * the client gets its answers at. No cookie takes part in them.
 */
export function isBrowserClient(origin: string, callbacks: readonly string[]): boolean {
  const url = URL.parse(origin);
  if (!url) return false;
  return isLoopback(url) || callbacks.some((callback) => URL.parse(callback)?.origin === url.origin);
}
