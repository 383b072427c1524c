import { AppError } from '../errors.ts';

function unavailable(): AppError {
  return new AppError('unavailable', 'This server does not connect applications yet.');
}

export async function getConsent(): Promise<never> {
  throw unavailable();
}

export async function decideConsent(): Promise<never> {
  throw unavailable();
}

export async function disconnectOAuthClient(): Promise<never> {
  throw unavailable();
}

export async function listOAuthClients() {
  return { items: [], nextCursor: null };
}
