import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { npm, root } from './prepare.mjs';

const dist = (name) => resolve(root, 'packages', name, 'dist');

/** Builds when a package has no `dist`, or one that is older than its sources. */
export function buildIfNeeded() {
  if (['sdk', 'server', 'dashboard'].every(isBuilt)) return;
  console.log('Building: npm run build');
  // tsc writes its files even when it reports errors: without this a failed build would look finished next time.
  const forget = (code) => code !== 0 && rmSync(dist('server'), { recursive: true, force: true });
  process.once('exit', forget);
  npm(['run', 'build']);
  process.off('exit', forget);
}

function isBuilt(name) {
  const folder = resolve(root, 'packages', name);
  const inputs = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => resolve(folder, entry.name));
  const sources = newest([...inputs, ...files(resolve(folder, 'src'))].filter(isSource));
  return newest(outputs(name)) >= sources;
}

// Vite's output may stand in the server's dist: its page is the sign that it was built.
function outputs(name) {
  if (name !== 'dashboard') return files(dist(name)).filter((path) => path.endsWith('.js'));
  return [...files(dist('dashboard')), ...files(dist('server'))].filter(
    (path) => basename(path) === 'index.html',
  );
}

function isSource(path) {
  return !path.includes('.test.');
}

function newest(paths) {
  return Math.max(0, ...paths.map((path) => statSync(path).mtimeMs));
}

function files(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => resolve(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}
