import { createAuditLog } from './audit/index.ts';
import { createChanges } from './change.ts';
import type { Config } from './config.ts';
import type { Services } from './context.ts';
import type { Connection } from './db/connect.ts';
import { createWorker } from './embedding/index.ts';
import { createDatabaseLimiter, createMemoryLimiter } from './limiter/index.ts';
import { createLogger } from './log.ts';
import { createMailer } from './mail/mailer.ts';
import type { Models } from './model/index.ts';
import { createAuthorizationServer, createGrantUses } from './oauth/index.ts';
import { createTokenCache, createUseRecorder } from './token/index.ts';
import { version } from './version.ts';

export type Surroundings = {
  /** Writes a line of the log. */
  writeLog(line: string): void;
  print(text: string): void;
  now?: () => Date;
};

export type RunningServices = Services & {
  /** Resolves when the work begun by `background` is done. */
  settle(): Promise<void>;
  setListening(url: string, port: number): void;
};

/** Makes what the parts of the program share. */
export function createServices(
  config: Config,
  { connection: { db, kind, vectors }, models }: { connection: Connection; models: Models },
  around: Surroundings,
): RunningServices {
  const log = createLogger(config.logLevel, around.writeLog);
  const now = around.now ?? (() => new Date());
  const pending = new Set<Promise<unknown>>();
  let publicUrl = config.publicUrl ?? '';
  let port = config.port;
  const services: RunningServices = {
    config,
    db,
    databaseKind: kind,
    vectors,
    models,
    embedding: models.embedder && vectors ? createWorker({ db, embedder: models.embedder, log }) : undefined,
    log,
    mail: createMailer({ smtpUrl: config.smtpUrl, from: config.mailFrom, log }),
    limiter: kind === 'embedded' ? createMemoryLimiter(now) : createDatabaseLimiter(db),
    tokens: createTokenCache(kind === 'embedded'),
    grants: createTokenCache(kind === 'embedded'),
    uses: createUseRecorder(db),
    grantUses: createGrantUses(db),
    oauth: () => authorizationServer(),
    audit: createAuditLog(db),
    changes: createChanges(db, kind),
    version,
    now,
    publicUrl: () => publicUrl,
    localPort: () => port,
    setListening(url, at) {
      publicUrl = config.publicUrl ?? url;
      port = at;
    },
    setUp: { secret: null },
    print: around.print,
    background(task) {
      const run = task()
        .catch((err: unknown) => log.error({ err }, 'background work failed'))
        .finally(() => pending.delete(run));
      pending.add(run);
    },
    async settle() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
  const authorizationServer = createAuthorizationServer(services);
  return services;
}
