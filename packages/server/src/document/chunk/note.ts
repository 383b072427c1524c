import type { Context } from '../../context.ts';
import { analyzeChunks } from './queries.ts';

/** So many at once change how searches are planned. */
const manyChunks = 500;

/** Counts the chunks once the call is committed, where it wrote many. */
export function noteChunks({ services, afterCommit }: Context, written: number): void {
  if (written >= manyChunks) afterCommit.push(() => services.background(() => analyzeChunks(services.db)));
}
