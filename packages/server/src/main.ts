import { homedir } from 'node:os';
import { bootstrap, changePlan } from './admin.ts';
import { runCli } from './cli/index.ts';
import { environment } from './config.ts';
import { serve } from './serve.ts';
import { version } from './version.ts';

process.exitCode = await runCli(process.argv.slice(2), {
  version,
  env: environment,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  homeDir: homedir(),
  serve,
  admin: { bootstrap, changePlan },
  stopped: () =>
    new Promise((resolve) => {
      process.once('SIGINT', () => resolve());
      process.once('SIGTERM', () => resolve());
    }),
});
