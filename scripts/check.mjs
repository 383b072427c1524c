import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { prepare, root } from './prepare.mjs';

prepare();

const tsc = 'typescript/bin/tsc';
const checks = {
  biome: ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
  'types sdk': [tsc, '-p', 'packages/sdk'],
  'types server': [tsc, '-p', 'packages/server'],
  'types dashboard': [tsc, '-p', 'packages/dashboard'],
  knip: ['knip/bin/knip.js', '--no-progress'],
};
if (existsSync(resolve(root, 'test/tsconfig.json'))) checks['types test'] = [tsc, '-p', 'test'];

// The benchmarks are a package of their own: their types are there once it is installed.
if (existsSync(resolve(root, 'bench/node_modules'))) checks['types bench'] = [tsc, '-p', 'bench'];

const start = performance.now();
const results = await Promise.all(Object.entries(checks).map(([name, args]) => run(name, args)));
const failed = results.filter((result) => result.code !== 0);

for (const { name, output } of failed) console.log(`\n--- ${name} ---\n${output.trim()}`);
for (const { name, code, ms } of results)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} ${seconds(ms)}`);
console.log(
  `${failed.length === 0 ? 'All checks passed' : `${failed.length} failed`} in ${seconds(performance.now() - start)}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

function run(name, [script, ...args]) {
  const from = performance.now();
  const child = spawn(process.execPath, [resolve(root, 'node_modules', script), ...args], { cwd: root });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  return new Promise((done) => {
    child.once('close', (code) => done({ name, code, output, ms: performance.now() - from }));
  });
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
