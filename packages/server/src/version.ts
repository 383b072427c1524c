import { readFileSync } from 'node:fs';

const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** The package's version. */
export const version =
  typeof manifest === 'object' && manifest && 'version' in manifest ? String(manifest.version) : '0.0.0';
