import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

export interface ProbeOptions {
  /** Addresses of private networks may be asked too: for an installation inside one. */
  allowPrivate: boolean;
  timeoutMs: number;
}

export interface Probe {
  url: string;
  isGood: boolean;
  /** The last answer's status; null when there was none. */
  status: number | null;
  /** What is wrong, in words; null when nothing is. */
  note: string | null;
}

const mostRedirects = 5;
/** Servers that know no HEAD, or answer it otherwise than GET, are asked again by GET. */
const askAgain = (status: number) => status >= 400 && status !== 404 && status !== 410;

const v4 = new BlockList();
for (const net of [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
]) {
  const [address = '', bits = ''] = net.split('/');
  v4.addSubnet(address, Number(bits), 'ipv4');
}
// Of IPv6 only what is given out to the world, without the ranges that lead back to IPv4.
const world = new BlockList();
world.addSubnet('2000::', 3, 'ipv6');
const leadsBack = new BlockList();
for (const [address, bits] of [
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  leadsBack.addSubnet(address, bits, 'ipv6');

/** Whether an address belongs to the public internet: nothing of this machine, its network, or a cloud's own services. */
export function isPublic(address: string): boolean {
  const kind = isIP(address);
  if (kind === 4) return !v4.check(address, 'ipv4');
  return kind === 6 && world.check(address, 'ipv6') && !leadsBack.check(address, 'ipv6');
}

class Refused extends Error {}

/** Connects only to addresses that were looked at: a name that answers otherwise the second time leads nowhere else. */
const publicLookup: LookupFunction = (hostname, options, done) =>
  dnsLookup(hostname, { ...options, all: true }, (error, found) => {
    const addresses = found as LookupAddress[] | undefined;
    const [first] = addresses ?? [];
    if (error || !addresses || !first) return done(error ?? new Error('no address'), '', 0);
    if (!addresses.every(({ address }) => isPublic(address))) return done(new Refused('private'), '', 0);
    if (options.all) return done(null, addresses);
    return done(null, first.address, first.family);
  });

function ask(url: URL, method: 'HEAD' | 'GET', options: ProbeOptions): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !options.allowPrivate && !isPublic(host)) return Promise.reject(new Refused('private'));
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const given: RequestOptions = {
      ...{ method, agent: false, timeout: options.timeoutMs, signal: AbortSignal.timeout(options.timeoutMs) },
      headers: { 'user-agent': 'AlumOutreach link check', accept: '*/*' },
      ...(options.allowPrivate ? {} : { lookup: publicLookup }),
    };
    const sent = request(url, given, (response) => {
      // The status is all that is wanted; what follows is never read.
      response.destroy();
      resolve(response);
    });
    sent.on('error', reject);
    sent.end();
  });
}

function noteOf(error: unknown): string {
  const { code, name } = error as { code?: string; name?: string };
  if (error instanceof Refused) return 'leads to a private network, where recipients cannot follow';
  if (code === 'ENOTFOUND') return 'leads to a name that does not exist';
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ABORT_ERR' || code === 'ETIMEDOUT')
    return 'did not answer in time';
  if (code?.includes('CERT') || code?.includes('TLS') || code === 'DEPTH_ZERO_SELF_SIGNED_CERT')
    return 'has a certificate that browsers do not trust';
  return 'could not be reached';
}

/** Asks a web address whether it is there, and follows where it leads. Never throws. */
export async function probe(url: string, options: ProbeOptions): Promise<Probe> {
  let at = new URL(url);
  let status: number | null = null;
  try {
    for (let hop = 0; hop <= mostRedirects; hop++) {
      if (!/^https?:$/.test(at.protocol))
        return { url, isGood: false, status, note: 'leads to something that is no web page' };
      let answer = await ask(at, 'HEAD', options);
      if (askAgain(answer.statusCode ?? 500)) answer = await ask(at, 'GET', options);
      status = answer.statusCode ?? 500;
      const { location } = answer.headers;
      if (status < 300 || status >= 400 || !location) {
        const isGood = status < 400;
        return { url, isGood, status, note: isGood ? null : `answers ${status}` };
      }
      at = new URL(location, at);
    }
    return { url, isGood: false, status, note: 'leads on and on: more than five redirects' };
  } catch (error) {
    return { url, isGood: false, status, note: noteOf(error) };
  }
}
