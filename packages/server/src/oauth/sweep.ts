import type { Services } from '../context.ts';
import { deleteEnded } from './store/index.ts';

const day = 86_400_000;

/** Removes what has ended, and clients that registered a day ago and were never used. */
export async function sweepOAuth({ db, now }: Services): Promise<void> {
  const at = now();
  await deleteEnded(db, at, new Date(at.getTime() - day));
}
