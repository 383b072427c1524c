import type { Services } from '../context.ts';

/** Where the tools are, under each name that this server answers to; the origin itself stands for all of them. */
const paths = ['', '/', '/api/mcp/v1', '/api/mcp/v1/', '/mcp', '/mcp/'];
const loopbacks = ['localhost', '127.0.0.1', '[::1]'];

/** Whether a resource indicator (RFC 8707) names this server, as a person may have typed it. */
export function isOwnResource(
  services: Pick<Services, 'publicUrl' | 'localPort'>,
  resource: string,
): boolean {
  const url = URL.parse(resource);
  if (!url || url.search || url.hash || url.username || !paths.includes(url.pathname)) return false;
  if (url.origin === services.publicUrl()) return true;
  const port = url.port === '' ? 80 : Number(url.port);
  return url.protocol === 'http:' && loopbacks.includes(url.hostname) && port === services.localPort();
}
