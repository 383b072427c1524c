import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { databaseUrl } from './harness.ts';
import { leaveOut } from './requirements.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);
const built = existsSync(
  fileURLToPath(new URL('../packages/server/dist/public/index.html', import.meta.url)),
);

/** Whether this machine has what browser tests need; where it has not, one line says what. */
export function browserRuns(): boolean {
  if (databaseUrl) {
    console.log('Browser tests are left out on PostgreSQL: they need an empty server.');
    return false;
  }
  if (!executablePath) return leaveOut('chromium', 'there is no Chromium on this machine');
  return built || leaveOut('chromium', 'the dashboard is not built (npm run build)');
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
