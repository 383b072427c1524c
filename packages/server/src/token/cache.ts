/**
 * Tokens as last read, by secret hash. Exact in embedded mode only, where this process is the one
 * writer and every change forgets what it touches; with a database server nothing is kept.
 */
export type TokenCache<Found> = {
  get(hash: string): Found | undefined;
  /** Marks the start of a read; what is read is kept only if nothing was forgotten meanwhile. */
  generation(): number;
  keep(hash: string, token: Found, generation: number): void;
  forgetWorkspace(workspaceId: string): void;
};

const mostKept = 10_000;

export function createTokenCache<Found extends { workspace: { id: string } }>(
  enabled: boolean,
): TokenCache<Found> {
  const kept = new Map<string, Found>();
  let generation = 0;
  return {
    get: (hash) => kept.get(hash),
    generation: () => generation,
    keep(hash, token, readAt) {
      if (!enabled || readAt !== generation) return;
      const oldest = kept.size >= mostKept ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
      kept.set(hash, token);
    },
    forgetWorkspace(workspaceId) {
      generation += 1;
      for (const [hash, token] of kept) if (token.workspace.id === workspaceId) kept.delete(hash);
    },
  };
}
