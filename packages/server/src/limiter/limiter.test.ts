import { expect, test, vi } from 'vitest';
import { createMemoryLimiter } from './index.ts';

test('many callers at once do not make each call look at all of them', async () => {
  const at = { ms: 0 };
  const limiter = createMemoryLimiter(() => new Date(at.ms));
  for (let n = 0; n < 10_002; n += 1) await limiter.count(`caller ${n}`, 60);
  const iterate = vi.spyOn(Map.prototype, Symbol.iterator);
  for (let n = 0; n < 100; n += 1) await limiter.count(`more ${n}`, 60);
  const whileFresh = iterate.mock.calls.length;
  at.ms += 1000;
  await limiter.count('later', 60);
  const later = iterate.mock.calls.length;
  iterate.mockRestore();
  expect([whileFresh, later]).toEqual([0, 1]);
});
