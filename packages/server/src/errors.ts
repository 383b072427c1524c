import { type ErrorCode, type ErrorDetail, errorStatus } from '@knowmind/sdk';

type Extras = {
  details?: ErrorDetail[];
  /** Response headers that belong to the error, such as Retry-After. */
  headers?: Record<string, string>;
  requiredPlan?: string;
  requiredScope?: string;
  currentId?: string;
};

/** An expected failure: its code and text are safe to show to the caller. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly extras: Extras;

  constructor(code: ErrorCode, message: string, extras: Extras = {}) {
    super(message);
    this.name = 'AppError';
    this.code = code;
    this.extras = extras;
  }

  get status() {
    return errorStatus[this.code];
  }
}

export function notFound(what: string): AppError {
  return new AppError('not_found', `There is no such ${what} in this workspace.`);
}

export function invalid(path: string, message: string): AppError {
  return new AppError('invalid_request', message, { details: [{ path, message }] });
}

/** A failure of the program's start; one line for the person at the terminal. */
export class StartError extends Error {
  readonly exitCode = 2;
}

export class DataFolderBusyError extends StartError {
  constructor(dataDir: string, pid: number | undefined) {
    const holder = pid ? `process ${pid}` : 'another process';
    super(
      `The data folder ${dataDir} is in use by ${holder}. Stop it first, or choose another with --data-dir.`,
    );
  }
}
