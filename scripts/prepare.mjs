import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const lockPath = resolve(root, 'package-lock.json');
const installedPath = resolve(root, 'node_modules/.package-lock.json');
const stampPath = resolve(root, 'node_modules/.knowmind-lock-sha');

/** Installs the dependencies when `node_modules` is not what package-lock.json asks for. */
export function prepare() {
  const hash = createHash('sha256').update(readFileSync(lockPath)).digest('hex');
  if (readText(stampPath) === hash && readText(installedPath)) return;
  if (!matchesLock()) {
    console.log('Installing dependencies: npm ci');
    install(root);
  }
  writeFileSync(stampPath, hash);
}

/** Installs what the folder's lock file names, or its package.json where there is no lock file. */
export function install(folder) {
  const locked = existsSync(resolve(folder, 'package-lock.json'));
  npm([...(locked ? ['ci'] : ['install', '--no-save']), '--include=dev', '--loglevel=error'], folder);
}

/** Runs npm and ends this process when it fails. */
export function npm(args, folder = root) {
  const shell = process.platform === 'win32';
  const { status, error } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell });
  if (error) console.error(`npm could not be started: ${error.message}`);
  if (status !== 0) process.exit(1);
}

// An `npm ci` or `npm install` by hand leaves no stamp, and installing again under a running process breaks it.
function matchesLock() {
  const installedText = readText(installedPath);
  if (!installedText) return false;
  const installed = JSON.parse(installedText).packages;
  const wanted = Object.entries(JSON.parse(readFileSync(lockPath, 'utf8')).packages);
  return wanted
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.optional && !entry.peer)
    .every(([path, entry]) => installed[path] && installed[path].version === entry.version);
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepare();
