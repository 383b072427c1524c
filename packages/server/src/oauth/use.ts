import type { Services } from '../context.ts';
import { stampGrantUse, within } from './store/index.ts';

/** Collects when and how often applications call, and stamps it on their grants from time to time. */
export type GrantUses = {
  note(workspaceId: string, grantId: string, at: Date): void;
  flush(): Promise<void>;
};

type Use = { workspaceId: string; at: Date; calls: number };

export function createGrantUses(db: Services['db']): GrantUses {
  let uses = new Map<string, Use>();
  return {
    note(workspaceId, grantId, at) {
      uses.set(grantId, { workspaceId, at, calls: (uses.get(grantId)?.calls ?? 0) + 1 });
    },
    async flush() {
      const batch = uses;
      uses = new Map();
      const failures: unknown[] = [];
      for (const [grantId, use] of batch) {
        try {
          await within(db, use.workspaceId, (tx) => stampGrantUse(tx, use.workspaceId, grantId, use));
        } catch (error) {
          failures.push(error);
          const later = uses.get(grantId);
          uses.set(grantId, { ...use, ...later, calls: use.calls + (later?.calls ?? 0) });
        }
      }
      if (failures.length > 0)
        throw new AggregateError(failures, 'some calls of applications were not stamped');
    },
  };
}
