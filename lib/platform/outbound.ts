import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { config } from './config';
import { invalid } from './errors';

const inside = new BlockList();
const v4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;
const v6 = [
  // Those that carry an IPv4 address in them (translated, 6to4, Teredo) lead wherever that does.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const;
for (const [net, bits] of v4) inside.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of v6) inside.addSubnet(net, bits, 'ipv6');

/** An address of this machine, its network or a cloud's metadata. */
export const isPrivateAddress = (address: string): boolean =>
  inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

const words = 'leads into a private network. Take a public address, or have the operator set PRIVATE_TARGETS=allow';

/** Throws `invalid` when a host that an organisation entered is an address that may not be reached. Names are judged when they are looked up. */
export function assertPublicHost(host: string, field: string): void {
  const bare = host.replace(/^\[|\]$/g, '');
  if (!config().privateTargets && isIP(bare) && isPrivateAddress(bare))
    throw invalid(`${field}: ${words}.`, { [field]: words });
}

const guarded: LookupFunction = (hostname, options, callback) =>
  systemLookup(hostname, options, (error, address, family) => {
    const all: readonly string[] = Array.isArray(address) ? address.map((one) => one.address) : [address];
    const refused = !error && all.some(isPrivateAddress) ? new Error(`${hostname} ${words}`) : error;
    callback(refused, address, family);
  });

/** The lookup for hosts that organisations enter: it gives no private address, however often a name changes. */
export const outboundLookup = (): { lookup?: LookupFunction } => (config().privateTargets ? {} : { lookup: guarded });
