import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare, root } from './prepare.mjs';

prepare();

const dashboard = resolve(root, 'packages/dashboard');
const tsx = fileURLToPath(import.meta.resolve('tsx/cli'));
const vite = resolve(
  createRequire(resolve(dashboard, 'package.json')).resolve('vite/package.json'),
  '../bin/vite.js',
);
const serve = [
  '--clear-screen=false',
  '--conditions=knowmind-source',
  'packages/server/src/main.ts',
  'serve',
];

const children = [run([tsx, 'watch', ...serve, ...process.argv.slice(2)], root), run([vite], dashboard)];
let stopping = false;

process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));

// Groups of their own: Ctrl-C would reach the server twice, and tsx kills it at the second signal.
function run(args, cwd) {
  const stdio = ['ignore', 'inherit', 'inherit'];
  const child = spawn(process.execPath, args, { cwd, stdio, detached: process.platform !== 'win32' });
  child.once('exit', (code) => stop(code ?? 0));
  return child;
}

function stop(code) {
  if (stopping) return;
  stopping = true;
  process.exitCode = code;
  for (const child of children) child.kill('SIGTERM');
}
