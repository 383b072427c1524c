import { defineConfig } from 'vitest/config';

// `knowmind-source` lets the tests compile @knowmind/sdk from its TypeScript: nothing has to be built first.
const conditions = ['knowmind-source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'test/faults/**'],
    globalSetup: 'test/global-setup.ts',
    pool: 'forks',
    maxWorkers: 2,
    isolate: false,
    // Several tests start servers of their own; a busy machine takes its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
