import { type LookupAddress, lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const reserved = new BlockList();
const networks4 =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3';
/** All that is no global unicast, and what only wraps an address of version 4: 6to4, Teredo, NAT64. */
const networks6 = '::/3 2001::/23 2001:db8::/32 2002::/16 3fff::/20 4000::/2 8000::/1 64:ff9b::/96';
for (const [family, list] of [
  ['ipv4', networks4],
  ['ipv6', networks6],
] as const) {
  for (const network of list.split(' ')) {
    const [address = '', bits] = network.split('/');
    reserved.addSubnet(address, Number(bits), family);
  }
}

/** Whether the address lies on the public internet: no machine's own, no network's own, none that wraps another. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  // `::ffff:10.0.0.1` lies in ::/3, whichever way it is written.
  return !reserved.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** An address inside that nothing outside may make this server call. */
export class InternalAddressError extends Error {}

/** Resolves names as the system does, and refuses one as soon as any of its addresses is not public. */
export function createLookup(mayCall: (address: string) => boolean): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return done(error, []);
      if (found.length === 0 || !found.every(({ address }) => mayCall(address)))
        return done(new InternalAddressError(`${hostname} is no public address`), []);
      const [first] = found;
      if (options.all) return done(null, found);
      return done(null, first?.address ?? '', first?.family);
    });
  };
}
