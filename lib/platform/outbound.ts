import { BlockList, isIP, type LookupFunction } from 'node:net';
import { config } from './config';
import { invalid } from './errors';
import { lookupIn, Names } from './names';

const listOf = (kind: 'ipv4' | 'ipv6', nets: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const net of nets) {
    const [address = '', bits = ''] = net.split('/');
    list.addSubnet(address, Number(bits), kind);
  }
  return list;
};
const reserved = listOf('ipv4', [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
]);
// Of IPv6 only what is given out to the world, without what carries an IPv4 address in it (Teredo, 6to4) and leads wherever that does.
const world = listOf('ipv6', ['2000::/3']);
const leadsBack = listOf('ipv6', ['2001::/32', '2001:db8::/32', '2002::/16']);
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Of the public internet: nothing of this machine, its network or a cloud's own services. What is no address is not. */
export function isPublicAddress(address: string): boolean {
  const bare = mapped.exec(address)?.[1] ?? address;
  const kind = isIP(bare);
  if (kind === 4) return !reserved.check(bare, 'ipv4');
  return kind === 6 && world.check(bare, 'ipv6') && !leadsBack.check(bare, 'ipv6');
}

const words = 'leads into a private network. Take a public address, or have the operator set PRIVATE_TARGETS=allow';

/** Throws `invalid` when a host that an organisation entered is an address that may not be reached. Names are judged when they are looked up. */
export function assertPublicHost(host: string, field: string): void {
  const bare = host.replace(/^\[|\]$/g, '');
  if (!config().privateTargets && isIP(bare) && !isPublicAddress(bare))
    throw invalid(`${field}: ${words}.`, { [field]: words });
}

/** A name that leads to an address that is not public. */
export class PrivateAddress extends Error {}

/** Throws PrivateAddress when one of a host's addresses may not be reached. */
export function judgePublic(host: string, addresses: readonly { address: string }[]): void {
  if (!addresses.every(({ address }) => isPublicAddress(address))) throw new PrivateAddress(`${host} ${words}`);
}

/** Looks a name up and gives no private address, however often it changes: what was looked at is what is connected to. */
export const publicLookup: LookupFunction = lookupIn(new Names(), judgePublic);

/** For an installation inside a private network: all that DNS or this machine knows. */
export const anyLookup: LookupFunction = lookupIn(new Names({ system: true }), () => undefined);

/** The lookup for hosts that organisations enter. */
export const outboundLookup = (): LookupFunction => (config().privateTargets ? anyLookup : publicLookup);
