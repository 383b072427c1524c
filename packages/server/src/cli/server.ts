import type { Command } from 'commander';
import { type CliIo, toNumber } from './io.ts';
import { languageOf } from './messages.ts';
import { print, printJson } from './output.ts';

export function addServerCommands(program: Command, io: CliIo): void {
  program
    .command('serve')
    .description('serve on the embedded database, or on DATABASE_URL')
    .option('--port <port>')
    .option('--host <host>')
    .option('--data-dir <path>')
    .addHelpText('after', '\nExample:\n  knowmind serve --port 8080 --data-dir /var/lib/knowmind')
    .action((options: { port?: string; host?: string; dataDir?: string }) =>
      io.serve(options, languageOf(io)),
    );
  const admin = program
    .command('admin')
    .description('for the operator, on the machine itself, while no server runs on its data');
  admin
    .command('bootstrap')
    .description('make owner, workspace and token on an empty server')
    .requiredOption('--email <email>')
    .requiredOption('--workspace <name>')
    .requiredOption('--token <name>', 'name of the token')
    .option('--scopes <list>', 'comma-separated', 'read,write,admin')
    .option('--data-dir <path>')
    .addHelpText(
      'after',
      '\nExample:\n  knowmind admin bootstrap --email owner@example.org --workspace Acme --token ci --scopes read,write,admin --json',
    )
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<Bootstrap>();
      const answer = await io.admin.bootstrap({
        ...options,
        scopes: options.scopes.split(',').map((scope) => scope.trim()),
      });
      if (options.json) printJson(io, answer);
      else print(io, `${answer.workspaceId}\n${answer.token}`);
    });
  admin
    .command('plan')
    .description('change the plan of a workspace')
    .requiredOption('--workspace <id or name>')
    .requiredOption('--plan <plan>')
    .option('--active-tokens <number>', 'how many tokens may be active', toNumber)
    .option('--data-dir <path>')
    .addHelpText('after', '\nExample:\n  knowmind admin plan --workspace Acme --plan business_api')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<{
        json?: boolean;
        workspace: string;
        plan: string;
        activeTokens?: number;
        dataDir?: string;
      }>();
      const answer = await io.admin.changePlan(options);
      if (options.json) printJson(io, answer);
      else print(io, `${answer.workspaceId}: ${answer.plan}`);
    });
}

type Bootstrap = {
  json?: boolean;
  email: string;
  workspace: string;
  token: string;
  scopes: string;
  dataDir?: string;
};
