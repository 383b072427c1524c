const key = 'knowmind-consent';
const hour = 3_600_000;

/**
 * Remembers which request a person was about to answer before they had to sign in. In the browser's storage, for
 * the link in the mail opens a tab of its own; a request's name and no address, so that nothing leads elsewhere.
 */
export function keepConsent(uid: string): void {
  localStorage.setItem(key, JSON.stringify({ uid, until: Date.now() + hour }));
}

/** The request that was kept, once. */
export function takeConsent(): string | null {
  const kept = localStorage.getItem(key);
  localStorage.removeItem(key);
  return kept === null ? null : read(kept);
}

function read(kept: string): string | null {
  try {
    const { uid, until } = JSON.parse(kept) as { uid?: unknown; until?: unknown };
    const isCurrent = typeof until === 'number' && until > Date.now() && until <= Date.now() + hour;
    return isCurrent && typeof uid === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(uid) ? uid : null;
  } catch {
    return null;
  }
}
