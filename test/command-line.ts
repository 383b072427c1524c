import { Readable, Writable } from 'node:stream';
import { type CliIo, runCli } from '../packages/server/src/cli/index.ts';
import { makeFolder, type Tenant } from './harness.ts';

/** A pipe in place of the terminal: the command line uses no more of it than a stream has. */
const pipe = (stream: unknown) => stream as NodeJS.WriteStream & NodeJS.ReadStream;

export type Surroundings = {
  home?: string;
  env?: Record<string, string>;
  input?: string | Uint8Array;
  /** In place of `input`, where it is not all there from the beginning. */
  stdin?: Readable;
  /** Called as something is written to standard output. */
  onOutput?(): void;
  /** What a person types at a terminal, in place of `input`. */
  typed?: string;
  /** Whether errors go to a terminal, which shows progress. */
  terminal?: boolean;
  /** When the person at the terminal ends the command. */
  stopped?: Promise<void>;
  platform?: NodeJS.Platform;
  /** What is started apart, in place of a process of its own. */
  background?(argv: string[]): void;
};

/** Keeps whatever is written, however much. */
class Sink extends Writable {
  text = '';
  readonly #onOutput: (() => void) | undefined;

  constructor(onOutput?: () => void) {
    super();
    this.#onOutput = onOutput;
  }

  override _write(chunk: unknown, _: string, done: () => void): void {
    this.text += String(chunk);
    this.#onOutput?.();
    done();
  }
}

/** Runs one command line in this process, against the tenant's server. */
export async function runLine(
  { app }: { app: Pick<Tenant['app'], 'url'> },
  argv: string[],
  {
    home = makeFolder(),
    env = {},
    input = '',
    stdin,
    onOutput,
    typed,
    terminal = false,
    stopped,
    platform = 'linux',
    background,
  }: Surroundings = {},
) {
  const stdout = new Sink(onOutput);
  const stderr = Object.assign(new Sink(), { isTTY: terminal });
  const refuse = () => Promise.reject(new Error('not part of this test'));
  const io: CliIo = {
    version: '0.0.0',
    env: { KNOWMIND_API_URL: app.url, ...env },
    stdin: pipe(Object.assign(stdin ?? Readable.from([typed ?? input]), { isTTY: typed !== undefined })),
    stdout: pipe(stdout),
    stderr: pipe(stderr),
    cwd: home,
    homeDir: home,
    platform,
    serve: refuse,
    admin: { bootstrap: refuse, changePlan: refuse },
    startInBackground: (argv) => (background ? background(argv) : void refuse().catch(() => undefined)),
    stopped: () => stopped ?? refuse(),
  };
  const code = await runCli(argv, io);
  return { code, out: stdout.text, err: stderr.text, home };
}

/** Hands the lines to `knowmind mcp`, and gives its answers in the order of their ids. */
export async function runMcp(tenant: Pick<Tenant, 'app'>, lines: string[], surroundings: Surroundings = {}) {
  const { code, out, err } = await runLine(tenant, ['mcp'], { input: lines.join('\n'), ...surroundings });
  const answers = out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { code, answers: answers.sort((a, b) => a.id - b.id), err };
}
