import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withSight } from '../packages/server/src/db/tenant.ts';
import { createTenant, request, sharedApp, startTestApp, type TestApp } from './harness.ts';

/** A browser: keeps the cookies it is given and calls from a page of the server. */
function openBrowser(app: TestApp) {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await request(app, method, path, body, {
        origin: app.url,
        ...(cookie ? { cookie } : {}),
        ...headers,
      });
      for (const line of answer.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        const [name = '', value = ''] = pair.split('=');
        if (value === '' || line.includes('Max-Age=0')) cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    },
  };
}
type Browser = ReturnType<typeof openBrowser>;

/** The newest link or code printed for the address. */
async function printedFor(app: TestApp, email: string): Promise<{ secret: string; code: string }> {
  await app.services.settle();
  const text = app.printed.filter((line) => line.includes(email)).at(-1) ?? '';
  return {
    secret: /#(?:link|invitation)=([\w-]+)/.exec(text)?.[1] ?? '',
    code: /the code (\d{6})/.exec(text)?.[1] ?? '',
  };
}

async function signIn(app: TestApp, email: string): Promise<Browser> {
  const browser = openBrowser(app);
  await browser.call('POST', '/api/v1/auth/sign-in-links', { email });
  const { secret } = await printedFor(app, email);
  const { status } = await browser.call('POST', '/api/v1/auth/sign-in', { secret });
  expect(status).toBe(200);
  return browser;
}

/** Always on a database of its own: what is tested is a server that knows nobody yet. */
const startEmpty = (env: Record<string, string> = {}) => startTestApp({ DATABASE_URL: '', ...env });
const owner = 'owner@example.org';

async function setUp(app: TestApp, email = owner): Promise<Browser> {
  const browser = openBrowser(app);
  const secret = app.services.setUp.secret ?? '';
  const answer = await browser.call('POST', '/api/v1/auth/set-up', { secret, email, workspace: 'Acme' });
  expect(answer.status).toBe(201);
  return browser;
}

let app: TestApp;
let ownerBrowser: Browser;
beforeAll(async () => {
  app = await startEmpty();
});
afterAll(() => app.stop());

describe('an empty server', () => {
  test('sends no link to anybody, and a wrong set-up secret makes no owner', async () => {
    const browser = openBrowser(app);
    const asked = await browser.call('POST', '/api/v1/auth/sign-in-links', { email: owner });
    expect(asked.status).toBe(202);
    expect(await printedFor(app, owner)).toEqual({ secret: '', code: '' });
    const body = { secret: 'made-up', email: 'thief@example.org', workspace: 'Mine' };
    expect((await browser.call('POST', '/api/v1/auth/set-up', body)).body.error.code).toBe('link_invalid');
  });
  test('makes its owner with the printed secret, once', async () => {
    const secret = app.services.setUp.secret ?? '';
    ownerBrowser = await setUp(app);
    expect((await ownerBrowser.call('GET', '/api/v1/me')).body).toMatchObject({
      role: 'owner',
      person: { email: owner },
      workspace: { name: 'Acme' },
    });
    const again = { secret, email: 'second@example.org', workspace: 'Other' };
    const answer = await openBrowser(app).call('POST', '/api/v1/auth/set-up', again);
    expect(answer.body.error.code).toBe('link_invalid');
  });
});

describe('a sign-in link', () => {
  test('works once, in the browser that asked for it', async () => {
    const browser = openBrowser(app);
    await browser.call('POST', '/api/v1/auth/sign-in-links', { email: owner });
    const { secret } = await printedFor(app, owner);
    const elsewhere = openBrowser(app);
    expect((await elsewhere.call('POST', '/api/v1/auth/sign-in', { secret })).status).toBe(400);
    // Another browser that asked for a link of its own is another one still.
    await elsewhere.call('POST', '/api/v1/auth/sign-in-links', { email: owner });
    expect((await elsewhere.call('POST', '/api/v1/auth/sign-in', { secret })).status).toBe(400);
    expect((await browser.call('POST', '/api/v1/auth/sign-in', { secret })).status).toBe(200);
    expect((await browser.call('POST', '/api/v1/auth/sign-in', { secret })).status).toBe(400);
  });
  test('is not spent by a mail scanner that opens its address', async () => {
    const browser = openBrowser(app);
    await browser.call('POST', '/api/v1/auth/sign-in-links', { email: owner });
    const { secret } = await printedFor(app, owner);
    expect((await fetch(`${app.url}/sign-in?link=${secret}`)).status).toBe(200);
    expect((await browser.call('POST', '/api/v1/auth/sign-in', { secret })).status).toBe(200);
  });
  test('ends after 15 minutes', async () => {
    const browser = openBrowser(app);
    await browser.call('POST', '/api/v1/auth/sign-in-links', { email: owner });
    const { secret } = await printedFor(app, owner);
    app.clock.ms += 15 * 60_000 + 1000;
    const answer = await browser.call('POST', '/api/v1/auth/sign-in', { secret });
    expect(answer.body.error.code).toBe('link_invalid');
  });
  test('has a code that works in the same browser, and five wrong codes end it', async () => {
    const guess = async (wrong: number) => {
      app.clock.ms += 3_600_000;
      const browser = openBrowser(app);
      await browser.call('POST', '/api/v1/auth/sign-in-links', { email: owner });
      const { code } = await printedFor(app, owner);
      const other = code === '000000' ? '000001' : '000000';
      const enter = (typed: string) =>
        browser.call('POST', '/api/v1/auth/sign-in', { email: owner, code: typed });
      for (let tried = 0; tried < wrong; tried += 1) expect((await enter(other)).status).toBe(400);
      return (await enter(code)).status;
    };
    expect(await guess(4)).toBe(200);
    expect(await guess(5)).toBe(400);
  });
  test('is asked for with the same answer for a known and an unknown address', async () => {
    const ask = async (email: string) => {
      const { status, text } = await openBrowser(app).call('POST', '/api/v1/auth/sign-in-links', { email });
      return { status, text };
    };
    expect(await ask('nobody@example.org')).toEqual(await ask(owner));
    expect(await printedFor(app, 'nobody@example.org')).toEqual({ secret: '', code: '' });
  });
  test('is sent ten times an hour to one address, then 429 with Retry-After', async () => {
    app.clock.ms += 3_600_000;
    const browser = openBrowser(app);
    const ask = () => browser.call('POST', '/api/v1/auth/sign-in-links', { email: 'often@example.org' });
    for (let time = 0; time < 10; time += 1) expect((await ask()).status).toBe(202);
    const answer = await ask();
    expect(answer.body.error.code).toBe('rate_limited');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    app.clock.ms += 3_600_000;
  });
  test.each([
    {},
    { email: '' },
    { email: 'no address' },
    { email: 7 },
    { email: `${'a'.repeat(400)}@x.org` },
  ])('is refused for %j', async (body) => {
    const answer = await openBrowser(app).call('POST', '/api/v1/auth/sign-in-links', body);
    expect(answer.body.error.code).toBe('invalid_request');
  });
});

describe('a session', () => {
  test('is an http-only cookie of the same site', async () => {
    const browser = openBrowser(app);
    await browser.call('POST', '/api/v1/auth/sign-in-links', { email: owner });
    const { secret } = await printedFor(app, owner);
    const { headers } = await browser.call('POST', '/api/v1/auth/sign-in', { secret });
    const cookie = headers.getSetCookie().find((line) => line.startsWith('knowmind_session='));
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
  });
  test('is listed, and once revoked it is refused at the next call', async () => {
    app.clock.ms += 3_600_000;
    const [here, there] = [await signIn(app, owner), await signIn(app, owner)];
    const { items } = (await here.call('GET', '/api/v1/sessions')).body;
    const mine = (await there.call('GET', '/api/v1/sessions')).body.items.find(
      (session: { current: boolean }) => session.current,
    );
    expect(items.map(({ id }: { id: string }) => id)).toContain(mine.id);
    expect((await here.call('DELETE', `/api/v1/sessions/${mine.id}`)).status).toBe(200);
    expect((await there.call('GET', '/api/v1/me')).status).toBe(401);
    expect((await here.call('GET', '/api/v1/me')).status).toBe(200);
  });
  test('ends with signing out, and after thirty days', async () => {
    const browser = await signIn(app, owner);
    const [name = '', value = ''] = [...browser.cookies].find(([key]) => key === 'knowmind_session') ?? [];
    await browser.call('DELETE', '/api/v1/auth/session');
    const kept = openBrowser(app);
    kept.cookies.set(name, value);
    expect((await kept.call('GET', '/api/v1/me')).status).toBe(401);
    const old = await signIn(app, owner);
    app.clock.ms += 31 * 86_400_000;
    expect((await old.call('GET', '/api/v1/me')).status).toBe(401);
    ownerBrowser = await signIn(app, owner);
  });
  test('changes nothing for a page of another site', async () => {
    for (const origin of ['https://evil.example', 'null', `${app.url}.evil.example`]) {
      const answer = await ownerBrowser.call('PATCH', '/api/v1/me', { name: 'Eve' }, { origin });
      expect(answer.body.error.code).toBe('csrf_failed');
    }
    expect((await ownerBrowser.call('GET', '/api/v1/me')).body.person.name).toBeNull();
  });
  test('of another person is not found', async () => {
    const answer = await ownerBrowser.call('DELETE', '/api/v1/sessions/0191d7a0-0000-7000-8000-000000000000');
    expect(answer.body.error.code).toBe('not_found');
  });
});

async function join(email: string, role: string): Promise<Browser> {
  const invited = await ownerBrowser.call('POST', '/api/v1/members', { email, role });
  expect(invited.status).toBe(201);
  const { secret } = await printedFor(app, email);
  const browser = openBrowser(app);
  const accepted = await browser.call('POST', '/api/v1/auth/invitations/accept', { secret });
  expect(accepted.status).toBe(200);
  return browser;
}

const idOf = async (email: string): Promise<string> => {
  const { items } = (await ownerBrowser.call('GET', '/api/v1/members')).body;
  return items.find((member: { email: string }) => member.email === email).id;
};

describe('members', () => {
  const store = { content: 'A note from a member.' };
  test('join by invitation, once, and have what their role allows', async () => {
    const viewer = await join('viewer@example.org', 'viewer');
    const { secret } = await printedFor(app, 'viewer@example.org');
    const again = await openBrowser(app).call('POST', '/api/v1/auth/invitations/accept', { secret });
    expect(again.body.error.code).toBe('link_invalid');
    expect((await viewer.call('POST', '/api/v1/memory/recall', { query: 'note' })).status).toBe(200);
    expect((await viewer.call('POST', '/api/v1/memory/entries', store)).body.error.code).toBe('forbidden');
    const member = await join('member@example.org', 'member');
    expect((await member.call('POST', '/api/v1/memory/entries', store)).status).toBe(201);
    expect((await member.call('GET', '/api/v1/tokens')).body.error.code).toBe('forbidden');
    const admin = await join('admin@example.org', 'admin');
    expect((await admin.call('GET', '/api/v1/tokens')).status).toBe(200);
  });
  test('are made owners by owners only, and the last owner stays', async () => {
    const admin = await signIn(app, 'admin@example.org');
    const id = await idOf('member@example.org');
    const crown = { role: 'owner' };
    expect((await admin.call('PATCH', `/api/v1/members/${id}`, crown)).body.error.code).toBe('forbidden');
    const me = await idOf(owner);
    expect((await admin.call('DELETE', `/api/v1/members/${me}`)).body.error.code).toBe('forbidden');
    const down = await ownerBrowser.call('PATCH', `/api/v1/members/${me}`, { role: 'viewer' });
    expect(down.body.error.code).toBe('conflict');
    expect((await ownerBrowser.call('DELETE', `/api/v1/members/${me}`)).body.error.code).toBe('conflict');
  });
  test('lose their sessions when they are removed, and their role when it is changed', async () => {
    const member = await signIn(app, 'member@example.org');
    const id = await idOf('member@example.org');
    await ownerBrowser.call('PATCH', `/api/v1/members/${id}`, { role: 'viewer' });
    expect((await member.call('POST', '/api/v1/memory/entries', store)).body.error.code).toBe('forbidden');
    expect((await ownerBrowser.call('DELETE', `/api/v1/members/${id}`)).status).toBe(200);
    expect((await member.call('GET', '/api/v1/me')).status).toBe(401);
  });
  test('are not invited twice, nor when the invitation is withdrawn or a week old', async () => {
    const twice = await ownerBrowser.call('POST', '/api/v1/members', { email: 'viewer@example.org' });
    expect(twice.body.error.code).toBe('conflict');
    const { id } = (await ownerBrowser.call('POST', '/api/v1/members', { email: 'late@example.org' })).body;
    const { secret } = await printedFor(app, 'late@example.org');
    await ownerBrowser.call('DELETE', `/api/v1/members/${id}`);
    const accept = (body: object) => openBrowser(app).call('POST', '/api/v1/auth/invitations/accept', body);
    expect((await accept({ secret })).body.error.code).toBe('link_invalid');
    await ownerBrowser.call('POST', '/api/v1/members', { email: 'late@example.org' });
    const second = await printedFor(app, 'late@example.org');
    app.clock.ms += 8 * 86_400_000;
    expect((await accept({ secret: second.secret })).body.error.code).toBe('link_invalid');
    ownerBrowser = await signIn(app, owner);
  });
  test('are one on the plan private: an invitation is 402 with the plan that has more', async () => {
    const small = await startEmpty({ KNOWMIND_DEFAULT_PLAN: 'private' });
    try {
      const browser = await setUp(small);
      const answer = await browser.call('POST', '/api/v1/members', { email: 'b@example.org' });
      expect(answer.status).toBe(402);
      expect(answer.body.error.requiredPlan).toBe('business');
    } finally {
      await small.stop();
    }
  });
});

describe('an invitation of a workspace whose plan became smaller', () => {
  test('is 402 with the plan that has room, and works again after an upgrade', async () => {
    const small = await startEmpty();
    try {
      const first = await setUp(small);
      const emails = ['b@example.org', 'c@example.org'];
      for (const email of emails) await first.call('POST', '/api/v1/members', { email });
      const secrets = await Promise.all(emails.map(async (email) => (await printedFor(small, email)).secret));
      const accept = (secret: string) =>
        openBrowser(small).call('POST', '/api/v1/auth/invitations/accept', { secret });
      await first.call('PUT', '/api/v1/plan', { plan: 'pro' });
      for (const answer of await Promise.all(secrets.map(accept))) {
        expect(answer.status).toBe(402);
        expect(answer.body.error.requiredPlan).toBe('business');
      }
      expect((await first.call('GET', '/api/v1/plan')).body.usage.members).toBe(1);
      await first.call('PUT', '/api/v1/plan', { plan: 'business' });
      expect((await accept(secrets[0] ?? '')).status).toBe(200);
    } finally {
      await small.stop();
    }
  });
  test('lets one of two in at once where one place is left', async () => {
    const mine = await createTenant(await sharedApp());
    const { services } = mine.app;
    const emails = ['d', 'e'].map((name) => `${name}-${mine.workspaceId}@example.org`);
    for (const email of emails) await mine.call('POST', '/api/v1/members', { email });
    const secrets = await Promise.all(
      emails.map(async (email) => (await printedFor(mine.app, email)).secret),
    );
    // The smallest plan has one member: with its owner gone, one place is free.
    await withSight(services.db, { workspaceId: mine.workspaceId }, async (tx) => {
      await tx.deleteFrom('member').where('workspace_id', '=', mine.workspaceId).execute();
      await tx.updateTable('workspace').set({ plan: 'private' }).where('id', '=', mine.workspaceId).execute();
    });
    const answers = await Promise.all(
      secrets.map((secret) => request(mine.app, 'POST', '/api/v1/auth/invitations/accept', { secret })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 402]);
  });
});

describe('open registration', () => {
  test('gives each new person a workspace with the plan configured for it, and they can switch', async () => {
    const open = await startEmpty({ KNOWMIND_OPEN_REGISTRATION: 'true', KNOWMIND_REGISTRATION_PLAN: 'pro' });
    try {
      const first = await setUp(open);
      const second = await signIn(open, 'second@example.org');
      const own = (await second.call('GET', '/api/v1/me')).body;
      expect(own).toMatchObject({ role: 'owner', workspace: { plan: 'pro', name: 'second' } });
      await first.call('POST', '/api/v1/members', { email: 'second@example.org', role: 'viewer' });
      const { secret } = await printedFor(open, 'second@example.org');
      await second.call('POST', '/api/v1/auth/invitations/accept', { secret });
      expect((await second.call('GET', '/api/v1/me')).body).toMatchObject({ role: 'viewer' });
      const back = { workspaceId: own.workspace.id };
      expect((await second.call('POST', '/api/v1/me/workspace', back)).status).toBe(200);
      expect((await second.call('GET', '/api/v1/me')).body.workspace.id).toBe(own.workspace.id);
      const foreign = { workspaceId: (await first.call('GET', '/api/v1/me')).body.workspace.id };
      await first.call('DELETE', `/api/v1/members/${own.person.id}`);
      const gone = await second.call('POST', '/api/v1/me/workspace', foreign);
      expect(gone.body.error.code).toBe('not_found');
    } finally {
      await open.stop();
    }
  });
});

describe('mail', () => {
  test('goes through the mail server: the link of a sign-in, in the language of the page', async () => {
    const received: string[] = [];
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, _session, done) {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          received.push(Buffer.concat(parts).toString('utf8'));
          done();
        });
      },
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const { port } = smtp.server.address() as AddressInfo;
    const mailing = await startEmpty({ KNOWMIND_SMTP_URL: `smtp://127.0.0.1:${port}` });
    try {
      await setUp(mailing);
      const browser = openBrowser(mailing);
      await browser.call('POST', '/api/v1/auth/sign-in-links', { email: owner, locale: 'de' });
      await mailing.services.settle();
      expect(received).toHaveLength(1);
      const text = received[0]?.replace(/=\r\n/g, '').replace(/=3D/g, '=') ?? '';
      expect(text).toContain(`To: ${owner}`);
      const secret = /#link=([\w-]+)/.exec(text)?.[1];
      expect(mailing.printed.join('')).not.toContain(secret);
      expect((await browser.call('POST', '/api/v1/auth/sign-in', { secret })).status).toBe(200);
    } finally {
      await mailing.stop();
      await new Promise<void>((resolve) => smtp.close(resolve));
    }
  });
  test('that is not delivered fails no call', async () => {
    const mailing = await startEmpty({ KNOWMIND_SMTP_URL: 'smtp://127.0.0.1:1' });
    try {
      await setUp(mailing);
      const answer = await openBrowser(mailing).call('POST', '/api/v1/auth/sign-in-links', { email: owner });
      expect(answer.status).toBe(202);
      await mailing.services.settle();
      expect(mailing.logged.some((line) => line.includes('mail not sent'))).toBe(true);
    } finally {
      await mailing.stop();
    }
  });
});
