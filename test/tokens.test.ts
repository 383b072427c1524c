import { beforeAll, describe, expect, test } from 'vitest';
import { createSecret, isWellFormed } from '../packages/server/src/token/secret.ts';
import { createTenant, request, sharedApp, startTestApp, type Tenant, type TestApp } from './harness.ts';

let app: TestApp;
let tenant: Tenant;
beforeAll(async () => {
  app = await sharedApp();
  tenant = await createTenant(app);
});
const health = (token: string, headers?: Record<string, string>) =>
  tenant.call('GET', '/api/health', undefined, { token, ...(headers ? { headers } : {}) });

describe('the form', () => {
  test('is kmt_ and 48 characters, with a checksum that finds every changed character', () => {
    const secret = createSecret();
    expect(secret).toMatch(/^kmt_[A-Za-z0-9_-]{48}$/);
    expect(isWellFormed(secret)).toBe(true);
    for (let place = 4; place < secret.length; place += 1) {
      const other = secret[place] === 'A' ? 'B' : 'A';
      expect(isWellFormed(secret.slice(0, place) + other + secret.slice(place + 1))).toBe(false);
    }
    expect(isWellFormed(secret.slice(0, -1))).toBe(false);
  });
});

describe('the table of answers', () => {
  test('a made-up token is 401 invalid_token', async () => {
    const answer = await health(`kmt_${'A'.repeat(48)}`);
    expect(answer.status).toBe(401);
    expect(answer.body.error.code).toBe('invalid_token');
  });
  test('a well-formed token that nobody made is 401 invalid_token', async () => {
    expect((await health(createSecret())).body.error.code).toBe('invalid_token');
  });
  test.each([
    '/api/health?token=',
    '/api/health?access_token=',
    '/api/health?x=',
    '/api/health?',
    '/api/health?authorization=Bearer%20',
    '/api/health?x=%20%zz',
    '/api/v1/nothing?a=1&b=%22',
    '/memories?q=',
  ])('a token in the address %s… is 400 with the advice to use the header', async (address) => {
    for (const token of [createSecret(), createSecret().replace('kmt_', '%6bmt%5F')]) {
      const answer = await tenant.call('GET', address + token, undefined, { token: null });
      expect(answer.status).toBe(400);
      expect(answer.body.error.code).toBe('token_in_query');
      expect(answer.body.error.message).toContain('Authorization');
      expect(answer.text).not.toContain(token);
    }
  });
  test('an expired token is 401 and says when it expired', async () => {
    const other = await startTestApp();
    try {
      const mine = await createTenant(other);
      const expiresAt = new Date(Date.now() + 60_000).toISOString();
      const { token } = await mine.makeToken({ name: 'short', scopes: ['read'], expiresAt });
      other.clock.ms = 120_000;
      const answer = await mine.call('GET', '/api/health', undefined, { token });
      expect(answer.status).toBe(401);
      expect(answer.body.error.message).toContain(expiresAt);
    } finally {
      await other.stop();
    }
  });
  test('a token outside its networks is 403 network_not_allowed', async () => {
    const { token } = await tenant.makeToken({
      name: 'office',
      scopes: ['read'],
      networks: ['203.0.113.0/24', '2001:db8::/32'],
    });
    expect((await health(token)).body.error.code).toBe('network_not_allowed');
  });
  test('more calls than allowed are 429 with Retry-After', async () => {
    const limited = await startTestApp({ KNOWMIND_CALLS_PER_MINUTE: '3' });
    try {
      const mine = await createTenant(limited);
      const answers = [];
      for (let call = 0; call < 4; call += 1) answers.push(await mine.call('GET', '/api/health'));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
      expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answers[0]?.headers.get('ratelimit-remaining')).toBe('2');
    } finally {
      await limited.stop();
    }
  });
  test('a plan without tokens is 402 with the plan that has them, and the token wakes after an upgrade', async () => {
    const mine = await createTenant(app);
    expect((await mine.call('PUT', '/api/v1/plan', { plan: 'business_api' })).body.warning).toBeNull();
    const changed = await mine.call('PUT', '/api/v1/plan', { plan: 'business' });
    expect(changed.body.warning).toContain('An owner can change the plan back');
    const asleep = await mine.call('GET', '/api/v1/stats');
    expect(asleep.status).toBe(402);
    expect(asleep.body.error.requiredPlan).toBe('business_api');
    const { invoke } = await import('../packages/server/src/invoke.ts');
    await invoke(app.services, 'setPlan', { caller: mine.owner, input: { plan: 'enterprise' } });
    expect((await mine.call('GET', '/api/v1/stats')).status).toBe(200);
    const admin = { ...mine.owner, actor: { ...mine.owner.actor, role: 'admin' } as typeof mine.owner.actor };
    const asAdmin = invoke(app.services, 'setPlan', { caller: admin, input: { plan: 'pro' } });
    await expect(asAdmin).rejects.toMatchObject({ code: 'forbidden', message: /owner.*scope "admin"/ });
  });
});

describe('life of a token', () => {
  test('health says whose it is, and the clear text is in no other answer', async () => {
    const created = await tenant.call('POST', '/api/v1/tokens', {
      name: 'My workstation',
      scopes: ['write', 'read', 'read'],
    });
    expect(created.status).toBe(201);
    expect(created.body.scopes).toEqual(['read', 'write']);
    expect((await health(created.body.token)).body).toMatchObject({
      status: 'ok',
      token: { name: 'My workstation', prefix: created.body.token.slice(0, 12) },
      workspace: { plan: 'enterprise' },
    });
    const list = await tenant.call('GET', '/api/v1/tokens');
    const audit = await tenant.call('GET', '/api/v1/audit?limit=100');
    expect(list.text + audit.text).not.toContain(created.body.token);
    expect(audit.body.items.map((entry: { action: string }) => entry.action)).toContain('token.created');
  });
  test('an edit holds from the very next call', async () => {
    const { id, token } = await tenant.makeToken({ name: 'reader', scopes: ['read'] });
    const store = () =>
      tenant.call('POST', '/api/v1/memory/entries', { content: `note of ${id}` }, { token });
    expect((await store()).status).toBe(403);
    await tenant.call('PATCH', `/api/v1/tokens/${id}`, { scopes: ['read', 'write'] });
    expect((await store()).status).toBe(201);
  });
  test('a token cannot hand out a scope it does not hold', async () => {
    const { token } = await tenant.makeToken({ name: 'admin only', scopes: ['admin'] });
    const answer = await tenant.call(
      'POST',
      '/api/v1/tokens',
      { name: 'more', scopes: ['write'] },
      { token },
    );
    expect(answer.body.error).toMatchObject({ code: 'insufficient_scope', requiredScope: 'write' });
  });
  test('after a rotation the old secret works until the new one is used, with no grace', async () => {
    const { id, token } = await tenant.makeToken({ name: 'rotated', scopes: ['read'] });
    await health(token);
    const rotated = await tenant.call('POST', `/api/v1/tokens/${id}/rotate`, { graceDays: 0 });
    expect((await health(token)).status).toBe(200);
    expect((await health(rotated.body.token)).status).toBe(200);
    const refused = await health(token);
    expect(refused.status).toBe(401);
    expect(refused.body.error.message).toContain('replaced');
    const audit = await tenant.call('GET', '/api/v1/audit?action=token.old_secret_refused');
    expect(audit.body.items).toHaveLength(1);
  });
  test('the impact counts the calls that narrowing would have refused', async () => {
    const { id, token } = await tenant.makeToken({ name: 'busy', scopes: ['read', 'write'] });
    await tenant.call('GET', '/api/v1/stats', undefined, { token });
    await tenant.call('POST', '/api/v1/memory/entries', { content: 'impact' }, { token });
    const { body } = await tenant.call('GET', `/api/v1/tokens/${id}/impact?scopes=read`);
    expect(body).toMatchObject({ calls: 2, refused: 1 });
  });
  const report = (body: string, type: string) =>
    tenant.call('POST', '/api/v1/tokens/revoke-leaked', body, {
      token: null,
      headers: { 'content-type': type },
    });
  const entries = async (action: string, targetId: string) =>
    (await tenant.call('GET', `/api/v1/audit?action=${action}&targetId=${targetId}`)).body.items.length;

  test.each([
    ['text/plain', (token: string) => token],
    ['application/json', (token: string) => JSON.stringify({ token })],
    ['application/x-www-form-urlencoded', (token: string) => `token=${token}&from=scanner`],
    ['text/html', (token: string) => `<p>seen in a log: ${token}, twice ${token}</p>`],
  ])('a leaked token is revoked by whoever finds it, sent as %s', async (type, toBody) => {
    const { id, token } = await tenant.makeToken({ name: 'leaked', scopes: ['read'] });
    const answers = await Promise.all(Array.from({ length: 3 }, () => report(toBody(token), type)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    await app.services.settle();
    expect((await health(token)).body.error.message).toContain('revoked');
    expect(await entries('token.revoked', id)).toBe(1);
  });
  test('a report is answered with 202 whatever it holds, and too many of one address with 429', async () => {
    for (const body of ['', 'nonsense', '[1]', createSecret()])
      expect((await report(body, 'application/json')).status).toBe(202);
    const other = await startTestApp({ KNOWMIND_TRUSTED_PROXIES: '127.0.0.0/8' });
    const headers = { 'x-forwarded-for': `2001:db8::${Math.floor(Math.random() * 65_535).toString(16)}` };
    const flood = await Promise.all(
      Array.from({ length: 40 }, () =>
        request(other, 'POST', '/api/v1/tokens/revoke-leaked', 'nonsense', headers),
      ),
    );
    await other.stop();
    expect(flood.filter(({ status }) => status === 429)).toHaveLength(10);
  });
  test('a report of a replaced secret ends that secret, and never the one that replaced it', async () => {
    const { id, token: old } = await tenant.makeToken({ name: 'rotated', scopes: ['read'] });
    await health(old);
    const rotate = async () =>
      (await tenant.call('POST', `/api/v1/tokens/${id}/rotate`, { graceDays: 7 })).body.token as string;
    const second = await rotate();
    await health(second);
    expect((await health(old)).status).toBe(200);
    await report(old, 'text/plain');
    await app.services.settle();
    expect((await health(old)).status).toBe(401);
    expect((await health(second)).status).toBe(200);
    await report(old, 'text/plain');
    await report(old, 'text/plain');
    await app.services.settle();
    expect((await health(second)).status).toBe(200);
    expect(await entries('token.leak_reported', id)).toBe(2);
  });
  test('a token revoked again is on record as a call that changed nothing', async () => {
    const { id } = await tenant.makeToken({ name: 'twice', scopes: ['read'] });
    await tenant.call('DELETE', `/api/v1/tokens/${id}`);
    await tenant.call('DELETE', `/api/v1/tokens/${id}`);
    const { items } = (await tenant.call('GET', `/api/v1/audit?action=token.revoked&targetId=${id}`)).body;
    expect(items.map((item: { details: unknown }) => item.details)).toEqual([
      expect.objectContaining({ unchanged: true }),
      expect.not.objectContaining({ unchanged: true }),
    ]);
  });
  test('another workspace\u2019s token is not found', async () => {
    const other = await createTenant(app);
    const { id } = await other.makeToken({ name: 'theirs', scopes: ['read'] });
    expect((await tenant.call('DELETE', `/api/v1/tokens/${id}`)).status).toBe(404);
  });
});

test('of 60 tokens made at once 49 fit beside the first', async () => {
  const mine = await createTenant(app);
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      mine.call('POST', '/api/v1/tokens', { name: `t${n}`, scopes: ['read'] }),
    ),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(49);
  expect(answers.find(({ status }) => status !== 201)?.body.error.code).toBe('limit_reached');
});

test('no 2xx answer begins after the revocation was answered, with 32 callers', async () => {
  const mine = await createTenant(app);
  const { id, token } = await mine.makeToken({ name: 'to revoke', scopes: ['read', 'write'] });
  let revokedAt = Number.POSITIVE_INFINITY;
  const late: number[] = [];
  const callers = Array.from({ length: 32 }, async (_, n) => {
    for (let turn = 0; turn < 400; turn += 1) {
      const path = n % 2 ? '/api/v1/memory/entries' : '/api/health';
      const answer = await mine.call(
        n % 2 ? 'POST' : 'GET',
        path,
        n % 2 ? { content: `${n} ${turn}` } : undefined,
        { token },
      );
      if (answer.status < 300 && performance.now() > revokedAt + 5) late.push(performance.now() - revokedAt);
      if (answer.status === 401) return;
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await mine.call('DELETE', `/api/v1/tokens/${id}`)).status).toBe(200);
  revokedAt = performance.now();
  await Promise.all(callers);
  expect(late).toEqual([]);
});

test('the list of one state is paged over all tokens', async () => {
  const mine = await createTenant(app);
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  for (const name of ['a', 'b', 'c']) {
    await mine.makeToken({ name, scopes: ['read'], expiresAt: inDays(3) });
    await mine.makeToken({ name: `later ${name}`, scopes: ['read'], expiresAt: inDays(30) });
  }
  const { id } = await mine.makeToken({ name: 'gone', scopes: ['read'] });
  await mine.call('DELETE', `/api/v1/tokens/${id}`);
  const names = async (state: string) => {
    const found: string[] = [];
    for (let cursor = ''; ; ) {
      const query = `state=${state}&limit=1${cursor && `&cursor=${cursor}`}`;
      const { body } = await mine.call('GET', `/api/v1/tokens?${query}`);
      found.push(...body.items.map(({ name }: { name: string }) => name));
      if (!body.nextCursor) return found;
      cursor = body.nextCursor;
    }
  };
  expect(await names('expiring')).toEqual(['c', 'b', 'a']);
  expect(await names('active')).toEqual(['later c', 'later b', 'later a', 'everything']);
  expect(await names('revoked')).toEqual(['gone']);
  expect(await names('expired')).toEqual([]);
});
