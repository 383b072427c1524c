import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUseRecorder, watchExpiry } from '../packages/server/src/token/index.ts';
import { applyRetention } from '../packages/server/src/workspace/index.ts';
import { createTenant, startTestApp, type Tenant, type TestApp } from './harness.ts';

const day = 86_400_000;
const subjects: string[] = [];
let down = false;

/** A subject without its quoted-printable words (RFC 2047). */
const toPlain = (subject: string) =>
  subject
    .trim()
    .replace(/^=\?UTF-8\?Q\?|\?=$/g, '')
    .replaceAll('_', ' ')
    .replaceAll('=22', '"');

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onMailFrom(_address, _session, done) {
    done(down ? new Error('Try again later') : undefined);
  },
  onData(stream, _session, done) {
    let text = '';
    stream.on('data', (part: Buffer) => {
      text += part.toString('utf8');
    });
    stream.on('end', () => {
      subjects.push(toPlain(/^Subject: (.*)$/m.exec(text)?.[1] ?? ''));
      done();
    });
  },
});

let app: TestApp;
let tenant: Tenant;
beforeAll(async () => {
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.server.address() as AddressInfo;
  // A database of its own: the clock is moved by years.
  app = await startTestApp({ DATABASE_URL: '', KNOWMIND_SMTP_URL: `smtp://127.0.0.1:${port}` });
  tenant = await createTenant(app);
});
afterAll(async () => {
  await app.stop();
  await new Promise<void>((resolve) => smtp.close(resolve));
});

test('a token gives notice 7 days and 1 day before its end, once each, and its end is on record', async () => {
  const expiresAt = new Date(Date.now() + 30 * day).toISOString();
  const { id } = await tenant.makeToken({ name: 'build', scopes: ['read'], expiresAt });
  const state = async () => (await tenant.call('GET', `/api/v1/tokens/${id}`)).body.state;
  const watchAfter = async (days: number) => {
    app.clock.ms = days * day;
    await watchExpiry(app.services);
    await watchExpiry(app.services);
    return [...subjects];
  };
  expect(await watchAfter(22)).toEqual([]);
  expect(await state()).toBe('active');
  expect(await watchAfter(23.5)).toEqual(['API token "build" expires in 7 days']);
  expect(await state()).toBe('expiring');
  expect(await watchAfter(26)).toHaveLength(1);
  expect((await watchAfter(29.5)).at(-1)).toBe('API token "build" expires in one day');
  expect(await watchAfter(30.5)).toHaveLength(2);
  expect(await state()).toBe('expired');
  const { items } = (await tenant.call('GET', `/api/v1/audit?action=token.expired&targetId=${id}`)).body;
  expect(items).toHaveLength(1);
});

test('a notice waits while the mail server is down, and tells the days that are left', async () => {
  app.clock.ms = 0;
  const expiresAt = new Date(Date.now() + 3 * day).toISOString();
  await tenant.makeToken({ name: 'short', scopes: ['read'], expiresAt });
  down = true;
  await watchExpiry(app.services);
  down = false;
  expect(subjects.join()).not.toContain('short');
  await watchExpiry(app.services);
  await watchExpiry(app.services);
  expect(subjects.filter((subject) => subject.includes('short'))).toEqual([
    'API token "short" expires in 3 days',
  ]);
});

test('what cannot be stamped on one token waits, and the others are stamped', async () => {
  const { id } = await tenant.makeToken({ name: 'stamped', scopes: ['read'] });
  const { services } = app;
  const recorder = createUseRecorder(services.db);
  const use = { at: services.now(), ip: null, client: 'later' };
  recorder.note({ ...use, workspaceId: 'no workspace', tokenId: uuid() }, null);
  await expect(recorder.flush()).rejects.toThrow();
  recorder.note({ ...use, workspaceId: tenant.workspaceId, tokenId: id }, null);
  await expect(recorder.flush()).rejects.toThrow('not stamped');
  const seen = (await tenant.call('GET', `/api/v1/tokens/${id}`)).body;
  expect(seen.lastUsedFrom?.client).toBe('later');
});

test('a refused call does not count as use of the scope it lacked', async () => {
  app.clock.ms = 0;
  const { id, token } = await tenant.makeToken({ name: 'narrow', scopes: ['read'] });
  app.clock.ms = 29 * day;
  const refused = await tenant.call('POST', '/api/v1/memory/entries', { content: 'no' }, { token });
  expect(refused.status).toBe(403);
  await app.services.uses.flush();
  await tenant.call('PATCH', `/api/v1/tokens/${id}`, { scopes: ['read', 'write'] });
  app.clock.ms = 31 * day;
  expect((await tenant.call('GET', `/api/v1/tokens/${id}`)).body.unusedScopes).toContain('write');
});

test('a scope that was not used for thirty days is marked so', async () => {
  app.clock.ms = 0;
  const { id, token } = await tenant.makeToken({ name: 'wide', scopes: ['read', 'write'] });
  const unused = async () => (await tenant.call('GET', `/api/v1/tokens/${id}`)).body.unusedScopes;
  expect(await unused()).toEqual([]);
  app.clock.ms = 29 * day;
  await tenant.call('POST', '/api/v1/memory/recall', { query: 'note' }, { token });
  await app.services.uses.flush();
  app.clock.ms = 31 * day;
  expect(await unused()).toEqual(['write']);
});

test('the audit log is pruned by plan and stays verifiable', async () => {
  app.clock.ms = 0;
  const mine = await createTenant(app, 'private');
  const owned = { ...mine.owner };
  expect(owned.workspace?.plan).toBe('private');
  app.clock.ms = 31 * day;
  await applyRetention(app.services);
  app.clock.ms = 31 * day + 1000;
  const raised = await createTenant(app);
  expect((await raised.call('GET', '/api/v1/audit/verify')).body).toMatchObject({ intact: true });
  const { invoke } = await import('../packages/server/src/invoke.ts');
  const read = async <K extends 'verifyAudit' | 'listAudit'>(name: K) =>
    (await invoke(app.services, name, { caller: mine.owner, input: {} })).output;
  expect(await read('verifyAudit')).toMatchObject({ intact: true });
  const actions = JSON.stringify(await read('listAudit'));
  expect(actions).toContain('audit.pruned');
  expect(actions).not.toContain('workspace.created');
});
