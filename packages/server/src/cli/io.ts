import { InvalidArgumentError } from 'commander';

/** The surroundings of the command line, handed in so that nothing is read behind its back. */
export type CliIo = {
  version: string;
  env: Readonly<Record<string, string | undefined>>;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  cwd: string;
  homeDir: string;
  platform: NodeJS.Platform;
  serve(flags: { port?: string; host?: string; dataDir?: string }, language: 'de' | 'en'): Promise<void>;
  admin: AdminCommands;
  /** Runs this program once more, apart from this process and without its terminal. */
  startInBackground(argv: string[]): void;
  /** Resolves when the person at the terminal, or the system, asks the program to end. */
  stopped(): Promise<void>;
};

type AdminCommands = {
  bootstrap(input: {
    email: string;
    workspace: string;
    token: string;
    scopes: string[];
    dataDir?: string;
  }): Promise<{ workspaceId: string; token: string }>;
  changePlan(input: {
    workspace: string;
    plan: string;
    activeTokens?: number;
    dataDir?: string;
  }): Promise<{ workspaceId: string; plan: string }>;
};

/** What programs tell a failure of the command line by; one of the service has the service's code. */
type CliCode = 'failed' | 'file' | 'not_found' | 'unauthenticated' | 'unreachable';

/** A failure with a line for the person at the terminal, and a code for programs. */
export class CliError extends Error {
  readonly code: CliCode;

  constructor(message: string, code: CliCode = 'failed') {
    super(message);
    this.code = code;
  }
}

/** A failure of one file on this machine: it cannot be read, or is too large. */
export class FileError extends CliError {
  constructor(message: string) {
    super(message, 'file');
  }
}

/** Some of several things failed, and were named as they did; the others are done. */
export class PartlyFailedError extends Error {
  readonly code = 'partly_failed';
}

/** Reads the number of an option; commander names the option beside the message. */
export function toNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It has to be a number.');
  return value;
}
