import { startApp } from './app.ts';
import { type ConfigFlags, readConfig } from './config.ts';

/** Serves until the process is told to stop; then closes everything in order. */
export async function serve(flags: ConfigFlags): Promise<void> {
  const print = (text: string) => process.stdout.write(`${text}\n`);
  const app = await startApp(readConfig(flags), { print, writeLog: (line) => process.stderr.write(line) });
  print(`knowmind ${app.services.version} is ready at ${app.url}`);
  const { secret } = app.services.setUp;
  if (secret)
    print(
      `\nThis server has no owner yet. Open this link to become it:\n  ${app.services.publicUrl()}/sign-in#setup=${secret}\n`,
    );
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  print(`${signal}: stopping …`);
  await app.stop();
}
