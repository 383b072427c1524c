import { type Selectable, sql } from 'kysely';
import { withSight } from '../db/tenant.ts';
import type { Database, Tables, Tx } from '../db/types.ts';

export type PersonRow = Selectable<Tables['person']>;
export type LinkRow = Selectable<Tables['sign_in_link']>;

export async function hasOwner(db: Database): Promise<boolean> {
  return (await db.selectFrom('person').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** One empty server makes one owner: set-up calls wait for each other here. */
export async function lockSetUp(tx: Tx): Promise<boolean> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('knowmind set-up'))`.execute(tx);
  return (await tx.selectFrom('person').select('id').limit(1).executeTakeFirst()) === undefined;
}

export function findPersonByEmail(db: Database | Tx, email: string): Promise<PersonRow | undefined> {
  return db.selectFrom('person').selectAll().where('email', '=', email).executeTakeFirst();
}

/** Two sign-ins of a new person at once make one person. */
export async function upsertPerson(
  tx: Tx,
  person: { id: string; email: string; locale: 'de' | 'en' },
): Promise<PersonRow> {
  return tx
    .insertInto('person')
    .values({ ...person, name: null })
    .onConflict((conflict) => conflict.column('email').doUpdateSet({ email: person.email }))
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function insertLink(db: Database, link: Omit<LinkRow, 'code_tries' | 'used_at'>) {
  return db.insertInto('sign_in_link').values(link).execute();
}

/** Spends a link; of two calls with the same secret one gets it. */
export function spendLink(tx: Tx, secretHash: Buffer, browserHash: Buffer, now: Date) {
  return tx
    .updateTable('sign_in_link')
    .set({ used_at: now })
    .where('secret_hash', '=', secretHash)
    .where('browser_hash', '=', browserHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}

/** Counts a try of the code and returns the link it was for. The count stays even when the code is wrong. */
export function countCodeTry(db: Database, email: string, browserHash: Buffer, now: Date) {
  return db
    .updateTable('sign_in_link')
    .set((eb) => ({ code_tries: eb('code_tries', '+', 1) }))
    .where('email', '=', email)
    .where('browser_hash', '=', browserHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .where('code_tries', '<', 5)
    .returningAll()
    .execute();
}

/** The workspaces a person belongs to. The transaction's sight must name the person. */
export function selectMemberships(tx: Tx, personId: string) {
  return tx
    .selectFrom('member')
    .innerJoin('workspace', 'workspace.id', 'member.workspace_id')
    .select(['workspace.id', 'workspace.name', 'workspace.plan', 'member.role'])
    .where('member.person_id', '=', personId)
    .orderBy('member.joined_at')
    .execute();
}

/** The workspaces of a person, for whoever holds no transaction. */
export function listWorkspaces(db: Database, personId: string) {
  return withSight(db, { personId }, (tx) => selectMemberships(tx, personId));
}

/** Finds a session by its cookie's hash; the transaction's sight must name that hash. */
export async function findSession(tx: Tx, secretHash: Buffer) {
  return tx
    .selectFrom('session')
    .innerJoin('workspace', 'workspace.id', 'session.workspace_id')
    .innerJoin('person', 'person.id', 'session.person_id')
    .select([
      'session.id',
      'session.expires_at',
      'session.last_used_at',
      'session.workspace_id',
      'workspace.name as workspace_name',
      'workspace.plan',
      'person.id as person_id',
      'person.email',
      'person.name as person_name',
      'person.locale',
    ])
    .where('session.secret_hash', '=', secretHash)
    .executeTakeFirst();
}

/** Takes the workspace's row: its plan does not change, and nobody else joins, until the transaction ends. */
export async function lockPlan(tx: Tx, workspaceId: string) {
  const { plan } = await tx
    .selectFrom('workspace')
    .select('plan')
    .where('id', '=', workspaceId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return plan;
}

export async function countMembers(tx: Tx, workspaceId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('member')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return count;
}

export function findRole(tx: Tx, workspaceId: string, personId: string) {
  return tx
    .selectFrom('member')
    .select('role')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .executeTakeFirst();
}

export function touchSession(
  tx: Tx,
  workspaceId: string,
  id: string,
  use: { at: Date; ip: string | null; client: string | null },
) {
  return tx
    .updateTable('session')
    .set({ last_used_at: use.at, ip: use.ip, client: use.client })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}
