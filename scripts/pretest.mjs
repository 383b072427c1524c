import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildIfNeeded } from './build.mjs';
import { prepare, root } from './prepare.mjs';

prepare();
// The test of `npm start` would renew a build that is older than its sources, under the eyes of the browser tests.
if (existsSync(resolve(root, 'packages/server/dist/public/index.html'))) buildIfNeeded();
