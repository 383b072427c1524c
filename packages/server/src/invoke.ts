import { hash } from 'node:crypto';
import { type Operation, type OperationName, type Output, operations, plans } from '@knowmind/sdk';
import { toCallEntry, toChangeEntries } from './audit/index.ts';
import type { Changed, Sharing } from './change.ts';
import type { Actor, CallContext, Caller, Context, Services, Workspace } from './context.ts';
import { inWorkspace } from './db/tenant.ts';
import type { Tx } from './db/types.ts';
import { AppError } from './errors.ts';
import { type Handlers, handlers } from './handlers.ts';
import { findAnswer, keepAnswer } from './idempotency.ts';
import { assertPlan } from './plan.ts';
import { scopeOf } from './token/index.ts';
import { check, toDetails } from './wording.ts';

export type Call = { caller: Caller; input: unknown; idempotencyKey?: string | undefined };
export type Answer<K extends OperationName> = { output: Output<K>; cookies: CallContext['cookies'] };

/** The one door: plan, scope, input, domain function, audit. Every transport comes through here. */
export async function invoke<K extends OperationName>(
  services: Services,
  name: K,
  call: Call,
): Promise<Answer<K>> {
  const operation: Operation = operations[name];
  assertAccess(operation, call.caller);
  noteScope(services, operation, call.caller);
  const input = parseInput(operation, call.input);
  const context: CallContext = {
    services,
    caller: call.caller,
    now: services.now(),
    entry: { action: operation.action ?? '' },
    cookies: new Map(),
    afterCommit: [],
  };
  const { run, sharing } = await toHandling(name, context, input);
  const { idempotencyKey } = call;
  const output = await perform({ operation, name, context, input, run, sharing, idempotencyKey });
  for (const task of context.afterCommit) task();
  return { output: output as Output<K>, cookies: context.cookies };
}

type Run = (context: CallContext | Context, input: unknown) => Promise<unknown>;
type Handling = { run: Run; sharing: Sharing };
type Performance = Handling & {
  operation: Operation;
  name: OperationName;
  context: CallContext;
  input: unknown;
  idempotencyKey: string | undefined;
};

type TwoSteps = {
  prepare(context: CallContext, input: unknown): Promise<Run>;
  sharing?(input: unknown): Sharing;
};

/** The contract ties each handler to its operation's input; the door has just parsed that input. */
async function toHandling(name: OperationName, context: CallContext, input: unknown): Promise<Handling> {
  const handler = (handlers as Handlers)[name] as unknown as Run | TwoSteps;
  if (typeof handler === 'function') return { run: handler, sharing: 'none' };
  return { run: await handler.prepare(context, input), sharing: handler.sharing?.(input) ?? 'none' };
}

async function perform(performance: Performance): Promise<unknown> {
  const { operation, context, input, run, sharing } = performance;
  const { services, caller } = context;
  const { actor, workspace } = caller;
  if (operation.effect === 'none' || !actor || !workspace) {
    const output = await run(context, input);
    if (actor && workspace && operation.action)
      await services.audit.record(workspace.id, toCallEntry(context, operation));
    return output;
  }
  if (operation.effect === 'read') {
    const output = await inWorkspace(services.db, workspace.id, (tx) =>
      run({ ...context, tx, actor, workspace }, input),
    );
    await services.audit.record(workspace.id, toCallEntry(context, operation));
    return output;
  }
  const change = (tx: Tx) => carryOut(performance, { ...context, tx, actor, workspace });
  const { output, afterCommit } = await services.changes.make(workspace.id, change, sharing);
  context.afterCommit.push(...afterCommit);
  return output;
}

/** The change and its answer's place under the idempotency key, in a transaction that may be undone. */
async function carryOut(
  { operation, name, input, run, idempotencyKey }: Performance,
  given: Context,
): Promise<Changed> {
  const context = { ...given, entry: { ...given.entry }, afterCommit: [] };
  const { tx, workspace, entry } = context;
  const request = idempotencyKey
    ? { key: idempotencyKey, actorId: given.actor.id, hash: hashRequest(name, input), at: given.now }
    : null;
  const earlier = request ? await findAnswer(tx, workspace.id, request) : undefined;
  if (earlier !== undefined) entry.details = { replayed: true };
  const output = earlier ?? (await run(context, input));
  if (request && earlier === undefined) await keepAnswer(tx, workspace.id, { ...request, answer: output });
  const entries = entry.skip ? [] : toChangeEntries(context, operation);
  return { output, entries, afterCommit: context.afterCommit };
}

/** Longer texts, and files, enter the hash by a hash of their own: ten megabytes are not written out once more. */
const longText = 100_000;

function hashRequest(name: string, input: unknown): string {
  const brief = JSON.stringify(input, (_, value: unknown) => {
    const long = typeof value === 'string' && value.length > longText;
    return long || value instanceof Uint8Array ? { sha256: hash('sha256', value) } : value;
  });
  return hash('sha256', `${name} ${brief}`);
}

/** Throws where the caller may not make this call: not signed in, no such scope, or a plan without tokens. */
export function assertAccess({ access }: Pick<Operation, 'access'>, caller: Caller): void {
  if (access === 'public' || (access === 'optional' && !caller.actor)) return;
  if (!caller.actor || !caller.workspace) {
    throw new AppError(
      'unauthenticated',
      'Sign in, or send an API token in the header "Authorization: Bearer kmt_…".',
    );
  }
  assertPlanHasTokens(caller.actor, caller.workspace);
  if (access === 'session' && caller.actor.type !== 'person') {
    throw new AppError(
      'forbidden',
      'Only a signed-in person can do this, not an API token or an application.',
    );
  }
  if (access === 'read' || access === 'write' || access === 'admin') {
    assertScope(access, caller.actor, caller.scopes);
  }
}

/** Only a call that was let in has used the scope; a refused one must not hide that the scope is unused. */
function noteScope(services: Services, operation: Operation, { actor, workspace, ip, client }: Caller): void {
  const scope = scopeOf(operation);
  if (!scope || actor?.type !== 'token' || !workspace) return;
  const use = { workspaceId: workspace.id, tokenId: actor.id, at: services.now(), ip, client };
  services.uses.note(use, scope);
}

function assertScope(scope: 'read' | 'write' | 'admin', actor: Actor, held: readonly string[]): void {
  if (held.includes(scope)) return;
  if (actor.type === 'person') {
    throw new AppError(
      'forbidden',
      `Your role "${actor.role}" does not allow this. Ask an owner or admin of the workspace.`,
    );
  }
  const message =
    actor.type === 'token'
      ? `The token "${actor.name}" lacks the scope "${scope}". Add it under Integrations, API Tokens, or use another token.`
      : `The application "${actor.name}" was not given the scope "${scope}", or the role "${actor.role}" does not allow it. Connect it again to give more.`;
  throw new AppError('insufficient_scope', message, {
    requiredScope: scope,
    headers: { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  });
}

/** A token of a workspace whose plan has none sleeps until an upgrade. */
function assertPlanHasTokens(actor: Actor, workspace: Workspace): void {
  if (actor.type === 'token') assertPlan(workspace.plan, (plan) => plans[plan].tokens, 'API tokens');
}

/** No operation's input is half as deep. */
const deepest = 32;

/** PostgreSQL text holds no NUL, and a lone surrogate is no UTF-8: neither is part of any input. */
function toStorable(value: unknown, depth = 0): unknown {
  if (depth > deepest)
    throw new AppError('invalid_request', `The request is nested deeper than ${deepest} levels.`);
  if (typeof value === 'string') return value.replaceAll('\u0000', '').toWellFormed();
  if (Array.isArray(value)) return value.map((part) => toStorable(part, depth + 1));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toStorable(part, depth + 1)]));
}

function parseInput(operation: Operation, input: unknown): unknown {
  const parsed = check(operation.input, toStorable(input ?? {}));
  if (parsed.success) return parsed.data;
  const details = toDetails(parsed.error, Object.keys(operation.input.shape));
  const first = details[0];
  const where = first?.path ? `${first.path}: ` : '';
  throw new AppError('invalid_request', `The request is not valid. ${where}${first?.message ?? ''}`, {
    details,
  });
}
