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
  let uses = new Map<string, Use>();
  return {
    note({ workspaceId, tokenId, at, ip, client }, scope) {
      const use = uses.get(tokenId) ?? { workspaceId, tokenId, at, ip, client, scopes: new Map() };
      // Noted by every call: changed in its place.
      use.at = at;
      use.ip = ip;
      use.client = client;
      if (scope) use.scopes.set(scope, at);
      uses.set(tokenId, use);
    },
    async flush() {
      const batch = uses;
      uses = new Map();
      const failures: unknown[] = [];
      for (const [tokenId, use] of batch) {
        try {
          await inWorkspace(db, use.workspaceId, (tx) => stampUse(tx, use));
        } catch (error) {
          failures.push(error);
          // What could not be written waits for the next time, below what was noted meanwhile.
          const later = uses.get(tokenId);
          uses.set(tokenId, later ? { ...later, scopes: new Map([...use.scopes, ...later.scopes]) } : use);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'some uses of tokens were not stamped');
    },
  };
}
