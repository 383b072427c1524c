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
      const batch = [...uses.values()];
      uses.clear();
      for (const use of batch) await inWorkspace(db, use.workspaceId, (tx) => stampUse(tx, use));
    },
  };
}
