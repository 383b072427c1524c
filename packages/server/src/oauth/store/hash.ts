import { hash } from 'node:crypto';

/** Codes, tokens and the ids of running authorizations are kept as hashes: who reads the database holds none. */
export function toHash(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}
