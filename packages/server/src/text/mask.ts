const tokenForm = /kmt_[A-Za-z0-9_-]{9,}/g;

/** Hides whatever looks like an API token, wherever it stands: a prefix (kmt_ and 8) stays readable. */
export function maskTokens(text: string): string {
  return text.includes('kmt_') ? text.replace(tokenForm, 'kmt_•••••') : text;
}
