import type { PlanName, Role, Scope } from '@knowmind/sdk';
import type { Logger } from 'pino';
import type { AuditLog } from './audit/log.ts';
import type { Changes } from './change.ts';
import type { Config } from './config.ts';
import type { Database, Tx } from './db/types.ts';
import type { Worker } from './embedding/index.ts';
import type { CallLimiter } from './limiter/index.ts';
import type { Mailer } from './mail/mailer.ts';
import type { Models } from './model/index.ts';
import type { AuthorizationServer, FoundGrant, GrantUses } from './oauth/index.ts';
import type { TokenCache } from './token/cache.ts';
import type { FoundToken } from './token/queries.ts';
import type { UseRecorder } from './token/use.ts';

/** What every part of the running program may use; made once, in `app.ts`. */
export type Services = {
  config: Config;
  db: Database;
  /** Embedded: this process is the database's only writer. */
  databaseKind: 'embedded' | 'server';
  /** Whether the database can keep vectors. */
  vectors: boolean;
  models: Models;
  /** Embeds in the background; undefined without a model or without vectors. */
  embedding: Worker | undefined;
  log: Logger;
  mail: Mailer;
  limiter: CallLimiter;
  tokens: TokenCache<FoundToken>;
  grants: TokenCache<FoundGrant>;
  uses: UseRecorder;
  grantUses: GrantUses;
  oauth(): Promise<AuthorizationServer>;
  audit: AuditLog;
  changes: Changes;
  version: string;
  now(): Date;
  /** Origin under which people reach the service. */
  publicUrl(): string;
  /** Port that this process listens on. */
  localPort(): number;
  /** The unspent secret of the set-up link, while the server has no owner. */
  setUp: { secret: string | null };
  /** Writes to the operator's terminal, past the log: sign-in links where there is no mail server. */
  print(text: string): void;
  /** Runs after the answer; awaited when the server stops. */
  background(task: () => Promise<unknown>): void;
};

export type Workspace = { id: string; name: string; plan: PlanName };

type TokenActor = {
  type: 'token';
  id: string;
  name: string;
  prefix: string;
  expiresAt: Date | null;
  networks: readonly string[];
};
export type PersonActor = {
  type: 'person';
  id: string;
  email: string;
  name: string | null;
  locale: 'de' | 'en';
  role: Role;
  sessionId: string;
};
/** An application that a person let act for them, under one grant. */
export type OAuthActor = {
  type: 'oauth';
  id: string;
  /** What the application is called. */
  name: string;
  /** Whom it acts for. */
  email: string;
  role: Role;
  expiresAt: Date;
  networks: readonly string[];
};
export type Actor = TokenActor | OAuthActor | PersonActor;

/** Where a call comes from, before anyone is recognised. */
export type Origin = {
  requestId: string;
  ip: string | null;
  client: string | null;
  /** The cookie that binds a sign-in link to the browser that asked for it. */
  browser: string | null;
};

/** Who calls, and where they may act. */
export type Caller = Origin & {
  actor: Actor | null;
  workspace: Workspace | null;
  scopes: readonly Scope[];
  /** Cookies that one operation alone looks at. */
  readCookie?: (name: string) => string | undefined;
  /** The tool that was called, when the call came over MCP. */
  tool?: string;
};

type Target = { type: string; id?: string | null; name?: string | null };

/** What the audit log will say of the running call; a handler fills in what it knows. */
export type Draft = {
  action: string;
  target?: Target;
  details?: Record<string, unknown>;
  skip?: boolean;
  /** What went along with a change, each with an entry of its own before the call's. */
  also?: Draft[];
};

/** The context of a call that opens no transaction. */
export type CallContext = {
  services: Services;
  caller: Caller;
  now: Date;
  entry: Draft;
  /** Cookies the answer sets. `null` removes one. */
  cookies: Map<string, { value: string; maxAgeSeconds: number } | null>;
  /** Runs once the call's transaction has been committed. */
  afterCommit: (() => void)[];
};

/** The context of a call by someone, in their workspace, in a transaction. */
export type Context = CallContext & { tx: Tx; actor: Actor; workspace: Workspace };
