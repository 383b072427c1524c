import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const form = /^kmt_[A-Za-z0-9_-]{48}$/;
const randomLength = 32;

/** A new token: `kmt_` and 48 base64url characters, 32 random bytes and their CRC-32 (big-endian). */
export function createSecret(random: Buffer = randomBytes(randomLength)): string {
  return `kmt_${Buffer.concat([random, checksum(random)]).toString('base64url')}`;
}

/** Whether the text can be a token at all; recognises typos and cut-off pastes without a database. */
export function isWellFormed(text: string): boolean {
  if (!form.test(text)) return false;
  const bytes = Buffer.from(text.slice(4), 'base64url');
  return checksum(bytes.subarray(0, randomLength)).equals(bytes.subarray(randomLength));
}

/** 256 random bits need no slow hash: SHA-256 cannot be reversed by guessing. */
export function hashSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** The same in hex, in half the time: what a token that was read is kept under. */
export function toKey(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** What stays readable of a token: `kmt_` and 8 characters. */
export function toPrefix(secret: string): string {
  return secret.slice(0, 12);
}

function checksum(bytes: Buffer): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(crc32(bytes));
  return buffer;
}
