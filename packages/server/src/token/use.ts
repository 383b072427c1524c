import type { Scope } from '@knowmind/sdk';
import { inWorkspace } from '../db/tenant.ts';
import type { Database } from '../db/types.ts';
import { stampUse, type Use } from './queries.ts';

/** Collects when and from where tokens are used and stamps it on their rows from time to time. */
export type UseRecorder = {
  note(
    use: { workspaceId: string; tokenId: string; at: Date; ip: string | null; client: string | null },
    scope: Scope | null,
  ): void;
  flush(): Promise<void>;
};

export function createUseRecorder(db: Database): UseRecorder {
  const uses = new Map<string, Use>();
  return {
    note(use, scope) {
      const scopes = uses.get(use.tokenId)?.scopes ?? new Map<string, Date>();
      if (scope) scopes.set(scope, use.at);
      uses.set(use.tokenId, { ...use, scopes });
    },
    async flush() {
      const failures: unknown[] = [];
      for (const [tokenId, use] of [...uses]) {
        try {
          await inWorkspace(db, use.workspaceId, (tx) => stampUse(tx, use));
          // A use noted meanwhile waits for the next time, and so does one that could not be written.
          if (uses.get(tokenId) === use) uses.delete(tokenId);
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'some uses of tokens were not stamped');
    },
  };
}
