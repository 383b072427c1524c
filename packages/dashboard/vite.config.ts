import type { ClientRequest, IncomingMessage } from 'node:http';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = 'http://127.0.0.1:3000';

/** Our own page, served by Vite, is to the server one of its own; pages of other sites stay what they are. */
function showAsOwn(request: ClientRequest, { headers }: IncomingMessage): void {
  if (headers.origin === `http://${headers.host}`) request.setHeader('origin', api);
}

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['knowmind-source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: '../server/dist/public',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  server: {
    proxy: {
      '/api': {
        target: api,
        changeOrigin: true,
        configure: (proxy) => proxy.on('proxyReq', showAsOwn),
      },
    },
  },
});
