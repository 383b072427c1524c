import { startApp } from './app.ts';
import { type ConfigFlags, readConfig } from './config.ts';

type Lines = {
  ready(version: string, url: string): string;
  noOwner(link: string): string;
  stopping(signal: string): string;
};

const english: Lines = {
  ready: (version, url) => `knowmind ${version} is ready at ${url}`,
  noOwner: (link) => `\nThis server has no owner yet. Open this link to become it:\n  ${link}\n`,
  stopping: (signal) => `${signal}: stopping …`,
};

const german: Lines = {
  ready: (version, url) => `knowmind ${version} ist bereit: ${url}`,
  noOwner: (link) =>
    `\nDieser Server hat noch keinen Besitzer. Wer diesen Link öffnet, wird es:\n  ${link}\n`,
  stopping: (signal) => `${signal}: wird beendet …`,
};

/** Serves until the process is told to stop; then closes everything in order. */
export async function serve(flags: ConfigFlags, language: 'de' | 'en'): Promise<void> {
  const say = language === 'de' ? german : english;
  const print = (text: string) => process.stdout.write(`${text}\n`);
  const app = await startApp(readConfig(flags), { print, writeLog: (line) => process.stderr.write(line) });
  print(say.ready(app.services.version, app.url));
  const { secret } = app.services.setUp;
  if (secret) print(say.noOwner(`${app.services.publicUrl()}/sign-in#setup=${secret}`));
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  print(say.stopping(signal));
  await app.stop();
}
