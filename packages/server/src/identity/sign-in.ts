import { timingSafeEqual } from 'node:crypto';
import type { Output, ParsedInput } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import type { CallContext, Services } from '../context.ts';
import { setSight, withSight } from '../db/tenant.ts';
import type { Tx } from '../db/types.ts';
import { AppError, invalid } from '../errors.ts';
import { assertWithinLimit } from '../limiter/index.ts';
import { toSignInLines, toSignInMail } from '../mail/messages.ts';
import { createWorkspace } from '../workspace/index.ts';
import {
  countCodeTry,
  findPersonByEmail,
  hasOwner,
  insertLink,
  type LinkRow,
  lockSetUp,
  selectMemberships,
  spendLink,
  upsertPerson,
} from './queries.ts';
import { createCode, createLinkSecret, hash } from './secret.ts';
import { openSession, personOf } from './session.ts';

export const browserCookie = 'knowmind_browser';
const minutes15 = 15 * 60;

export async function getSignInState(ctx: CallContext): Promise<Output<'getSignInState'>> {
  const { services } = ctx;
  const setUpNeeded = !(await hasOwner(services.db));
  return {
    setUpNeeded,
    registrationOpen: services.config.openRegistration,
    mail: services.mail.enabled,
    reviewer: services.config.reviewer !== undefined,
  };
}

/** Makes the owner of an empty server. Only the secret printed at its start allows it. */
export async function setUp(ctx: CallContext, input: ParsedInput<'setUp'>): Promise<Output<'setUp'>> {
  const { services, caller } = ctx;
  await assertWithinLimit(services.limiter, {
    key: `set-up:${caller.ip}`,
    limit: 10,
    windowSeconds: 60,
    what: 'attempts',
  });
  const expected = services.setUp.secret;
  if (!expected || !timingSafeEqual(hash(input.secret), hash(expected))) throw linkInvalid();
  const workspace = await withSight(services.db, {}, async (tx) => {
    if (!(await lockSetUp(tx))) throw linkInvalid();
    const person = await upsertPerson(tx, { id: uuid(), email: input.email, locale: input.locale });
    const made = await createWorkspace(tx, {
      name: input.workspace,
      plan: services.config.defaultPlan,
      owner: person,
      now: ctx.now,
    });
    await openSession(ctx, tx, person, made);
    return made;
  });
  services.setUp.secret = null;
  return { workspace };
}

/** Answers alike, and as fast, for known and unknown addresses: the work is done after the answer. */
export async function requestSignIn(
  ctx: CallContext,
  input: ParsedInput<'requestSignIn'>,
): Promise<Output<'requestSignIn'>> {
  const { services, caller } = ctx;
  await assertWithinLimit(services.limiter, {
    key: `sign-in-ip:${caller.ip}`,
    limit: 30,
    windowSeconds: 3600,
    what: 'sign-ins',
  });
  await assertWithinLimit(services.limiter, {
    key: `sign-in:${input.email}`,
    limit: 10,
    windowSeconds: 3600,
    what: 'sign-ins',
  });
  const browser = caller.browser ?? createLinkSecret();
  ctx.cookies.set(browserCookie, { value: browser, maxAgeSeconds: minutes15 });
  services.background(() => sendLink(ctx, input, browser));
  return { ok: true };
}

async function sendLink(
  { services, now }: CallContext,
  input: ParsedInput<'requestSignIn'>,
  browser: string,
): Promise<void> {
  const person = await findPersonByEmail(services.db, input.email);
  // An empty server has no owner yet, and only its printed link may make one.
  const mayRegister = services.config.openRegistration && (await hasOwner(services.db));
  if (!person && !mayRegister) return;
  const secret = createLinkSecret();
  const code = createCode();
  await insertLink(services.db, {
    id: uuid(),
    secret_hash: hash(secret),
    code_hash: hash(code),
    email: input.email,
    browser_hash: hash(browser),
    expires_at: new Date(now.getTime() + minutes15 * 1000),
  });
  const link = `${services.publicUrl()}/sign-in#link=${secret}`;
  const locale = person?.locale ?? input.locale;
  if (services.mail.enabled)
    await services.mail.send({ to: input.email, ...toSignInMail(locale, link, code) });
  else services.print(toSignInLines(locale, input.email, link, code));
}

/** Links of every kind are guessed against one limit. */
export function countAttempt({ limiter }: Services, ip: string | null) {
  return assertWithinLimit(limiter, {
    key: `spend-ip:${ip}`,
    limit: 60,
    windowSeconds: 600,
    what: 'attempts',
  });
}

/** Spends a link in the browser that asked for it, or the six digits typed there. */
export async function signIn(ctx: CallContext, input: ParsedInput<'signIn'>): Promise<Output<'signIn'>> {
  const { services, caller, now } = ctx;
  await countAttempt(services, caller.ip);
  if (!caller.browser) throw linkInvalid();
  const browserHash = hash(caller.browser);
  const secretHash = input.secret ? hash(input.secret) : await findByCode(ctx, input, browserHash);
  return withSight(services.db, {}, async (tx) => {
    const link = secretHash ? await spendLink(tx, secretHash, browserHash, now) : undefined;
    if (!link) throw linkInvalid();
    return { workspace: await enter(ctx, tx, link) };
  });
}

async function findByCode(
  ctx: CallContext,
  input: ParsedInput<'signIn'>,
  browserHash: Buffer,
): Promise<Buffer | undefined> {
  if (!input.email || !input.code)
    throw invalid('secret', 'Send the secret of the link, or the address and its code.');
  const links: LinkRow[] = await countCodeTry(ctx.services.db, input.email, browserHash, ctx.now);
  const codeHash = hash(input.code);
  return links.find((link) => timingSafeEqual(link.code_hash, codeHash))?.secret_hash;
}

async function enter(ctx: CallContext, tx: Tx, link: LinkRow) {
  const { services, now } = ctx;
  const known = await findPersonByEmail(tx, link.email);
  const person = known ?? (await upsertPerson(tx, { id: uuid(), email: link.email, locale: 'en' }));
  await setSight(tx, { personId: person.id });
  const [first] = await selectMemberships(tx, person.id);
  if (first) {
    await setSight(tx, { workspaceId: first.id });
    const workspace = { id: first.id, name: first.name, plan: first.plan };
    await openSession(ctx, tx, person, workspace);
    return workspace;
  }
  if (!services.config.openRegistration)
    throw new AppError('forbidden', 'You are in no workspace. Ask its owner for an invitation.');
  const name = link.email.split('@')[0] ?? link.email;
  const workspace = await createWorkspace(tx, {
    name,
    plan: services.config.registrationPlan,
    owner: person,
    now,
  });
  await openSession(ctx, tx, person, workspace);
  return workspace;
}

/** Moves the session to another of the person's workspaces: a new session there, in place of this one. */
export async function switchWorkspace(
  ctx: CallContext,
  input: ParsedInput<'switchWorkspace'>,
): Promise<Output<'switchWorkspace'>> {
  const actor = personOf(ctx);
  await withSight(ctx.services.db, { personId: actor.id }, async (tx) => {
    const memberships = await selectMemberships(tx, actor.id);
    const target = memberships.find(({ id }) => id === input.workspaceId);
    const person = await findPersonByEmail(tx, actor.email);
    if (!target || !person) throw new AppError('not_found', 'You are in no such workspace.');
    await setSight(tx, { workspaceId: ctx.caller.workspace?.id ?? '' });
    await tx
      .deleteFrom('session')
      .where('workspace_id', '=', ctx.caller.workspace?.id ?? '')
      .where('id', '=', actor.sessionId)
      .execute();
    await setSight(tx, { workspaceId: target.id });
    await openSession(ctx, tx, person, { id: target.id, name: target.name, plan: target.plan });
  });
  return { ok: true };
}

export function linkInvalid(): AppError {
  const message =
    'This link or code does not work: it was used, is older than allowed, or was asked for in another browser. Ask for a new one.';
  return new AppError('link_invalid', message);
}
