import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfNeeded } from './build.mjs';
import { install, prepare, root } from './prepare.mjs';

const folder = resolve(root, 'bench');
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.slice(0, -'.ts'.length))
  : [];
const [name, ...args] = process.argv.slice(2);

if (!names.includes(name)) {
  console.log(`Usage: npm run bench -- NAME\nNames: ${names.join(', ') || 'none yet'}`);
  process.exit(name ? 1 : 0);
}

prepare();
if (existsSync(resolve(folder, 'package.json')) && !existsSync(resolve(folder, 'node_modules'))) {
  install(folder);
}
buildIfNeeded();

const script = resolve(folder, `${name}.ts`);
const built = pathToFileURL(resolve(folder, 'parts/built.mjs')).href;
process.exitCode =
  spawnSync(process.execPath, ['--import', 'tsx', '--import', built, script, ...args], {
    cwd: root,
    stdio: 'inherit',
  }).status ?? 1;
