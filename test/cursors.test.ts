import { type Operation, operationNames, operations } from '@knowmind/sdk';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTenant, sharedApp, type Tenant } from './harness.ts';

const id = '01900000-0000-7000-8000-000000000000';
const time = '2026-01-01T00:00:00.000Z';
const paged: Operation[] = operationNames
  .map((name) => operations[name] as Operation)
  .filter(({ input }) => 'cursor' in input.shape);

let tenant: Tenant;
beforeAll(async () => {
  tenant = await createTenant(await sharedApp());
});

test('the contract has paged lists', () => {
  expect(paged.length).toBeGreaterThan(2);
});

describe.each(paged.map(({ path }) => path))('a cursor of %s', (path) => {
  test.each([
    ['no JSON', 'x'],
    ['no list', { at: time }],
    ['nothing', []],
    ['any two texts', ['x', 'y']],
    ['a day and no id', ['2026-01-01', 'y']],
    ['a day that is none', ['2026-02-30T00:00:00.000Z', id]],
    ['a year before the first', ['0000-01-01T00:00:00.000Z', id]],
    ['a time and no id', [time, "' OR 1=1"]],
    ['more than a place', [time, id, id]],
    ['a part of a number', [1.5]],
    ['a number past all entries', [1e300]],
    ['a number in a text', ['1']],
  ])('that holds %s is refused with 400 and its name', async (_, place) => {
    const cursor =
      typeof place === 'string' ? place : Buffer.from(JSON.stringify(place)).toString('base64url');
    const { status, body } = await tenant.call('GET', `${path.replace('{id}', id)}?cursor=${cursor}`);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'invalid_request', details: [{ path: 'cursor' }] });
  });
});
