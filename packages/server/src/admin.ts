import { resolve } from 'node:path';
import { scopes as allScopes, type PlanName, planNames, type Scope } from '@knowmind/sdk';
import { v7 as uuid } from 'uuid';
import { appendEntry, toEntry } from './audit/index.ts';
import { type Config, readConfig } from './config.ts';
import type { Caller } from './context.ts';
import { connect } from './db/connect.ts';
import { hasEmbedded } from './db/embedded.ts';
import { inWorkspace, withSight } from './db/tenant.ts';
import { StartError } from './errors.ts';
import { lockSetUp, upsertPerson } from './identity/index.ts';
import { invoke } from './invoke.ts';
import { noModels } from './model/index.ts';
import { createServices, type RunningServices } from './services.ts';
import { createWorkspace } from './workspace/index.ts';

export type Bootstrap = {
  email: string;
  workspace: string;
  token: string;
  scopes: string[];
  dataDir?: string;
};
export type PlanChange = { workspace: string; plan: string; activeTokens?: number; dataDir?: string };

/**
 * Makes owner, workspace and token on an empty server, for machines that set themselves up.
 * Throws `StartError` (exit code 2) where an owner exists or a server holds the data folder.
 */
export function bootstrap(input: Bootstrap): Promise<{ workspaceId: string; token: string }> {
  const scopes = allScopes.filter((scope) => input.scopes.includes(scope));
  if (scopes.length === 0 || scopes.length !== new Set(input.scopes).size) {
    throw new StartError('The scopes have to be some of read, write, admin, such as --scopes read,write.');
  }
  if (!/^[^\s@]+@[^\s@]+$/.test(input.email))
    throw new StartError(`"${input.email}" is no e-mail address (--email).`);
  if (input.workspace.trim() === '') throw new StartError('The workspace needs a name (--workspace).');
  return withServices(readConfig(input), (services) => makeOwner(services, { ...input, scopes }));
}

async function makeOwner(services: RunningServices, input: Bootstrap & { scopes: Scope[] }) {
  const email = input.email.trim().toLowerCase();
  const now = services.now();
  const { workspace, person } = await withSight(services.db, {}, async (tx) => {
    if (!(await lockSetUp(tx)))
      throw new StartError('This server has an owner already. Sign in, and create tokens there.');
    const person = await upsertPerson(tx, { id: uuid(), email, locale: 'en' });
    const name = input.workspace.trim();
    return {
      person,
      workspace: await createWorkspace(tx, { name, plan: services.config.defaultPlan, owner: person, now }),
    };
  });
  const caller: Caller = {
    requestId: uuid(),
    ip: null,
    client: 'knowmind admin',
    browser: null,
    workspace,
    scopes: ['read', 'write', 'admin'],
    actor: { type: 'person', id: person.id, email, name: null, locale: 'en', role: 'owner', sessionId: '' },
  };
  const { output } = await invoke(services, 'createToken', {
    caller,
    input: { name: input.token, scopes: input.scopes },
  });
  return { workspaceId: workspace.id, token: output.token };
}

/** Changes the plan of a workspace, named by id or by its name. */
export function changePlan(input: PlanChange): Promise<{ workspaceId: string; plan: string }> {
  const plan = planNames.find((name) => name === input.plan);
  if (!plan) throw new StartError(`There is no plan "${input.plan}". The plans are ${planNames.join(', ')}.`);
  if (input.activeTokens !== undefined && !(Number.isInteger(input.activeTokens) && input.activeTokens > 0)) {
    throw new StartError('--active-tokens has to be a whole number above 0.');
  }
  const config = readConfig(input);
  assertDatabase(config);
  return withServices(config, (services) => savePlan(services, input, plan));
}

/** A slip in the folder's name would otherwise make a new, empty database there. */
function assertDatabase({ databaseUrl, dataDir }: Config): void {
  if (databaseUrl || hasEmbedded(dataDir)) return;
  throw new StartError(
    `The folder ${resolve(dataDir)} holds no database of knowmind, and nothing was made there. Name the folder of the server with --data-dir, or set DATABASE_URL.`,
  );
}

async function savePlan({ db, now }: RunningServices, input: PlanChange, plan: PlanName) {
  const all = await db.selectFrom('workspace').select(['id', 'name', 'plan']).execute();
  const matching = all.filter(({ id, name }) => id === input.workspace || name === input.workspace);
  const [workspace] = matching;
  if (!workspace) throw new StartError(`There is no workspace "${input.workspace}".`);
  if (matching.length > 1)
    throw new StartError(`Several workspaces are called "${input.workspace}". Give the id.`);
  await inWorkspace(db, workspace.id, async (tx) => {
    const limit = input.activeTokens === undefined ? {} : { active_token_limit: input.activeTokens };
    await tx
      .updateTable('workspace')
      .set({ plan, ...limit })
      .where('id', '=', workspace.id)
      .execute();
    const target = { type: 'workspace', id: workspace.id, name: workspace.name };
    const draft = { action: 'plan.changed', target, details: { from: workspace.plan, to: plan, ...limit } };
    await appendEntry(tx, workspace.id, toEntry({ draft, at: now(), actor: null }));
  });
  return { workspaceId: workspace.id, plan };
}

async function withServices<T>(config: Config, work: (services: RunningServices) => Promise<T>): Promise<T> {
  const connection = await connect(config);
  try {
    return await work(
      createServices(config, { connection, models: noModels }, { writeLog() {}, print() {} }),
    );
  } finally {
    await connection.close();
  }
}
