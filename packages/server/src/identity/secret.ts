import { hash as digest, randomBytes, randomInt } from 'node:crypto';

/** 256 random bits for a link, a session or an invitation. */
export function createLinkSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function createCode(): string {
  return String(randomInt(0, 1_000_000)).padStart(6, '0');
}

export function hash(text: string): Buffer {
  return digest('sha256', text, 'buffer');
}
