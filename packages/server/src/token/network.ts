import { BlockList, isIP } from 'node:net';

/** Whether the text is a CIDR, or one address, of IPv4 or IPv6. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || address.includes('%') || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

export type Network = { network: string; exact: boolean };

/**
 * The network a text names; undefined when it names none. Not exact: the text has host bits or a zone, such as
 * 10.0.0.5/8 for 10.0.0.0/8.
 */
export function findNetwork(text: string): Network | undefined {
  const plain = text.replace(/%[^/]*/, '');
  if (!isNetwork(plain)) return undefined;
  const [address = '', bits] = plain.split('/');
  const size = isIP(address) === 4 ? 32 : 128;
  const hostBits = BigInt(size - Number(bits ?? size));
  const value = toNumber(address, size);
  const base = (value >> hostBits) << hostBits;
  const network = `${toText(base, size)}${bits === undefined ? '' : `/${Number(bits)}`}`;
  return { network, exact: base === value && plain === text };
}

function toNumber(address: string, size: number): bigint {
  if (size === 32) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  // Trailing IPv4 becomes two groups, as in every other form of IPv6.
  const hexOnly = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = hexOnly.split('::');
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const zeros = Array<string>(8 - groups(head).length - groups(tail).length).fill('0');
  return [...groups(head), ...(tail === undefined ? [] : zeros), ...groups(tail)].reduce(
    (sum, group) => sum * 65_536n + BigInt(`0x${group}`),
    0n,
  );
}

function toText(value: bigint, size: number): string {
  const width = size === 32 ? 8n : 16n;
  const parts = Array.from({ length: size === 32 ? 4 : 8 }, (_, index) => {
    const shift = BigInt(size) - width * BigInt(index + 1);
    return (value >> shift) & ((1n << width) - 1n);
  });
  if (size === 32) return parts.join('.');
  return new URL(`http://[${parts.map((part) => part.toString(16)).join(':')}]`).hostname.slice(1, -1);
}

/** Whether the address lies in one of the networks. IPv4 addresses written as IPv6 count as IPv4. */
export function isInNetworks(ip: string, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

/** Whether a whole network lies inside one of the others: its address does, and it is no wider. */
export function isWithin(network: string, others: readonly string[]): boolean {
  const [address = ''] = network.split('/');
  const bitsOf = (text: string) =>
    Number(text.split('/')[1] ?? (isIP(text.split('/')[0] ?? '') === 6 ? 128 : 32));
  return others.some((other) => isInNetworks(address, [other]) && bitsOf(network) >= bitsOf(other));
}
