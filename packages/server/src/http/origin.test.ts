import { expect, test } from 'vitest';
import { toAddress } from './origin.ts';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['192.0.2.1:4711', '192.0.2.1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['[2001:db8::1]:4711', '2001:db8::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['fe80::1%eth0', 'fe80::1'],
])('%s is the address %s', (text, address) => {
  expect(toAddress(text)).toBe(address);
});

test.each(['', 'unknown', 'example.org', '192.0.2', '192.0.2.1:port', '[192', '<script>', '1.2.3.4 OR 1=1'])(
  '%j is no address',
  (text) => {
    expect(toAddress(text)).toBeUndefined();
  },
);
