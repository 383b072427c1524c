import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

// Killed processes, full disks, lost connections: slow, and only one at a time.
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/faults/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
