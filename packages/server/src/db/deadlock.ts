/** PostgreSQL's code for a transaction that was broken off because it and others waited for each other. */
const deadlockDetected = '40P01';

export function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === deadlockDetected;
}
