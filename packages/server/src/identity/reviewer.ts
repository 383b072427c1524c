import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Output, ParsedInput } from '@knowmind/sdk';
import type { CallContext } from '../context.ts';
import { setSight, withSight } from '../db/tenant.ts';
import { AppError } from '../errors.ts';
import { assertWithinLimit } from '../limiter/index.ts';
import { findPersonByEmail, selectMemberships } from './queries.ts';
import { hash } from './secret.ts';
import { openSession } from './session.ts';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/**
 * Lets a vendor's reviewer in, who can read no mail of ours: one name and one password, for one member of one
 * workspace. A wrong name costs the same work, and gets the same answer, as a wrong password.
 */
export async function signInReviewer(
  ctx: CallContext,
  input: ParsedInput<'signInReviewer'>,
): Promise<Output<'signInReviewer'>> {
  const { services, caller } = ctx;
  const limit = { limit: 10, windowSeconds: 600, what: 'attempts' };
  await assertWithinLimit(services.limiter, { ...limit, key: `reviewer:${caller.ip}` });
  const { reviewer } = services.config;
  if (!reviewer) throw refused();
  const known = timingSafeEqual(hash(input.name), hash(reviewer.name));
  const { salt, key } = reviewer.password;
  const right = timingSafeEqual(await derive(input.password, salt, key.length), key);
  if (!known || !right) throw refused();
  return withSight(services.db, {}, async (tx) => {
    const person = await findPersonByEmail(tx, reviewer.email);
    if (!person) throw refused();
    await setSight(tx, { personId: person.id });
    const memberships = await selectMemberships(tx, person.id);
    const found = memberships.find(({ id }) => id === reviewer.workspaceId);
    if (!found) throw refused();
    await setSight(tx, { workspaceId: found.id });
    const workspace = { id: found.id, name: found.name, plan: found.plan };
    await openSession(ctx, tx, person, workspace);
    return { workspace };
  });
}

function refused(): AppError {
  return new AppError('forbidden', 'This name and password are not right, or there is no such sign-in here.');
}
