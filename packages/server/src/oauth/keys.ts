import { createECDH, hkdfSync } from 'node:crypto';
import type { Services } from '../context.ts';
import { getServerSecret } from './store/index.ts';

export type Keys = {
  /** Signs the cookies of a running authorization. */
  cookies: string;
  /** Binds a consent to the browser that was sent there. */
  consent: Buffer;
  /** ES256. Nothing that is given out is signed with it, but the standard wants a key to be published. */
  signing: { kty: 'EC'; crv: 'P-256'; use: 'sig'; alg: 'ES256'; d: string; x: string; y: string };
};

/** Order of the curve P-256 (FIPS 186-5). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Keys of the authorization server, the same after a restart: from the master key, or from one kept in the database. */
export async function loadKeys({ config, db }: Pick<Services, 'config' | 'db'>): Promise<Keys> {
  const master = config.masterKey ? Buffer.from(config.masterKey) : await getServerSecret(db, 'oauth');
  const derive = (label: string, length: number) =>
    Buffer.from(hkdfSync('sha256', master, '', `knowmind oauth ${label}`, length));
  return {
    cookies: derive('cookies', 32).toString('base64url'),
    consent: derive('consent', 32),
    signing: toSigningKey(derive('signing', 48)),
  };
}

/** 48 bytes, so that no scalar is noticeably likelier than another. */
function toSigningKey(seed: Buffer): Keys['signing'] {
  const scalar = (BigInt(`0x${seed.toString('hex')}`) % (order - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(d);
  const point = pair.getPublicKey();
  const text = (from: number, to: number) => point.subarray(from, to).toString('base64url');
  return {
    kty: 'EC',
    crv: 'P-256',
    use: 'sig',
    alg: 'ES256',
    d: d.toString('base64url'),
    x: text(1, 33),
    y: text(33, 65),
  };
}
