import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTenant, sharedApp } from '../harness.ts';
import { hasOutside } from '../outside.ts';
import { type ConformanceServer, serveForSuite } from './server.ts';
import { failuresOf, isMeaningful, type Results, runSuite, suites } from './suites.ts';

describe.runIf(hasOutside)('the conformance suite of the protocol', () => {
  let server: ConformanceServer;
  beforeAll(async () => {
    server = await serveForSuite(await createTenant(await sharedApp()));
  });
  afterAll(() => server.close());

  describe.each(Object.entries(suites))('%s', (revision, { supported, partly, leftOut }) => {
    let results: Results;
    beforeAll(async () => {
      results = await runSuite(['server', '--url', `${server.url}/mcp`, '--requirements', revision]);
    });

    test.each(supported)('%s', (scenario) => {
      const checks = results.get(scenario) ?? [];
      expect(isMeaningful(checks)).toBe(true);
      expect(failuresOf(checks)).toEqual([]);
    });

    test.each(Object.entries(partly))('%s, but for what is left out', (scenario, excepted) => {
      const checks = results.get(scenario) ?? [];
      expect(isMeaningful(checks)).toBe(true);
      expect(failuresOf(checks).map((failure) => failure.split(':')[0])).toEqual(excepted);
    });

    test('every scenario is either supported or left out with a reason, once', () => {
      const known = [...supported, ...Object.keys(partly), ...Object.values(leftOut).flat()];
      expect([...results.keys()].sort()).toEqual(known.sort());
    });
  });
});

test('docs/mcp.md names what is left out, with the reason', () => {
  const docs = readFileSync(new URL('../../docs/mcp.md', import.meta.url), 'utf8').replace(/\s+/g, ' ');
  for (const { leftOut } of Object.values(suites))
    for (const reason of Object.keys(leftOut)) expect(docs).toContain(reason);
});
