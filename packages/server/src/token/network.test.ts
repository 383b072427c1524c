import { expect, test } from 'vitest';
import { findNetwork } from './network.ts';

test.each([
  ['10.0.0.0/8', '10.0.0.0/8'],
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.7/32', '203.0.113.7/32'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['2001:db8::/32', '2001:db8::/32'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['::/0', '::/0'],
  ['::ffff:10.0.0.0/104', '::ffff:a00:0/104'],
])('%s is a network as it is', (text, network) => {
  expect(findNetwork(text)).toEqual({ network, exact: true });
});

test.each([
  ['10.0.0.5/8', '10.0.0.0/8'],
  ['203.0.113.130/25', '203.0.113.128/25'],
  ['1.2.3.4/0', '0.0.0.0/0'],
  ['2001:db8::1/32', '2001:db8::/32'],
  ['2001:db8:1:2:3:4:5:6/65', '2001:db8:1:2::/65'],
  ['fe80::1%eth0', 'fe80::1'],
  ['fe80::1%eth0/10', 'fe80::/10'],
])('%s is meant to be %s', (text, network) => {
  expect(findNetwork(text)).toEqual({ network, exact: false });
});

test.each([
  '',
  'everywhere',
  '10.0.0.0/33',
  '10.0.0/8',
  '::/129',
  '10.0.0.0/8/8',
  '10.0.0.0/-1',
  '1.2.3.4%eth0x/',
])('%j is no network', (text) => {
  expect(findNetwork(text)).toBeUndefined();
});
