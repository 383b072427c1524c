import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server in the place of the service; without a listener it takes every request and never answers. */
export function startMute(listener: RequestListener = () => undefined) {
  const server = createServer(listener).listen(0);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
