import { lookup as systemLookup, Resolver } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { systemClock, type Clock } from './clock';
import { config } from './config';

/** In milliseconds; what follows the first try waits longer. */
interface Patience {
  timeout: number;
  tries: number;
}

/**
 * Asks DNS on a socket of its own, not on one of the few threads that files need too. Made anew for each question: what one host's
 * name servers are like says nothing about another's, and the system's settings are those of now.
 */
export function dnsResolver(patience: Patience, servers: readonly string[] = config().dnsServers): Resolver {
  const resolver = new Resolver(patience);
  if (servers.length > 0) resolver.setServers(servers);
  return resolver;
}

export interface NamesOptions {
  /** The installation's unless given. */
  servers?: readonly string[];
  clock?: Clock;
  patience?: Patience;
  /** Names that only this machine or its network knows are found too: its list of hosts, names without a dot. */
  system?: boolean;
}

/** A name without an address, or DNS without an answer; the message is for people. */
export class UnknownName extends Error {
  constructor(
    host: string,
    readonly code: string,
  ) {
    super(absent.has(code) ? `${host} is not known to DNS` : `DNS did not answer for ${host} (${code})`);
  }
}

type Answer = { addresses: readonly LookupAddress[] } | { error: UnknownName };
type Found = Answer & { ms: number };

const absent = new Set(['ENOTFOUND', 'ENODATA']);
const codeOf = (error: unknown): string => (error as { code?: string }).code ?? 'unknown';
const mostKnown = 1000;
const mostAddresses = 16;
const keptMs = { least: 5_000, most: 300_000, negative: 5_000 };
const loopback: Answer = {
  addresses: [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ],
};

/** The addresses of hosts: each is asked for once at a time and remembered for as long as it says, within bounds. */
export class Names {
  private readonly known = new Map<string, { until: number; answer: Answer }>();
  private readonly asking = new Map<string, Promise<Answer>>();
  private readonly clock: Clock;
  private readonly lines: Record<'plain' | 'dotted', Promise<unknown>> = {
    plain: Promise.resolve(),
    dotted: Promise.resolve(),
  };

  constructor(private readonly options: NamesOptions = {}) {
    this.clock = options.clock ?? systemClock;
  }

  /** IPv4 first, at least one. Throws UnknownName. */
  async addresses(host: string): Promise<readonly LookupAddress[]> {
    const family = isIP(host);
    if (family) return [{ address: host, family }];
    const answer = await this.answer(host.toLowerCase().replace(/\.$/, ''));
    if ('error' in answer) throw answer.error;
    return answer.addresses;
  }

  private answer(host: string): Answer | Promise<Answer> {
    // What stands for this machine is not asked for (RFC 6761).
    if (host === 'localhost' || host.endsWith('.localhost')) return loopback;
    const known = this.known.get(host);
    if (known && known.until > this.clock.now().getTime()) return known.answer;
    const under = this.asking.get(host);
    if (under) return under;
    const asked = this.ask(host).finally(() => this.asking.delete(host));
    this.asking.set(host, asked);
    return asked;
  }

  private async ask(host: string): Promise<Answer> {
    const { ms, ...answer } = await this.find(host);
    this.known.delete(host);
    if (this.known.size >= mostKnown) this.known.delete(this.known.keys().next().value!);
    this.known.set(host, { until: this.clock.now().getTime() + ms, answer });
    return answer;
  }

  private async find(host: string): Promise<Found> {
    const { system } = this.options;
    if (system && !host.includes('.')) return this.bySystem(host, 'plain');
    const found = await this.byDns(host);
    if (!system || !('error' in found)) return found;
    // Also when DNS fails or is silent: a list of hosts needs none.
    const here = await this.bySystem(host, 'dotted');
    return 'error' in here ? found : here;
  }

  private async byDns(host: string): Promise<Found> {
    const { servers, patience = { timeout: 2000, tries: 2 } } = this.options;
    const resolver = dnsResolver(patience, servers);
    const asked = await Promise.allSettled([
      resolver.resolve4(host, { ttl: true }),
      resolver.resolve6(host, { ttl: true }),
    ]);
    const records = asked.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const failures = asked.flatMap((one) => (one.status === 'rejected' ? [codeOf(one.reason)] : []));
    const silence = failures.find((code) => !absent.has(code));
    if (records.length === 0) return { error: new UnknownName(host, silence ?? 'ENOTFOUND'), ms: keptMs.negative };
    const seconds = Math.min(...records.map(({ ttl }) => ttl));
    const ms = silence ? keptMs.least : Math.min(keptMs.most, Math.max(keptMs.least, seconds * 1000));
    const addresses = records.slice(0, mostAddresses).map(({ address }) => ({ address, family: isIP(address) }));
    return { addresses, ms };
  }

  /** Holds a thread for as long as the system takes: one at a time of each kind, for what DNS failed to say is slow here too. */
  private async bySystem(host: string, kind: 'plain' | 'dotted'): Promise<Found> {
    const mine = this.lines[kind].then(() => systemLookup(host, { all: true }));
    this.lines[kind] = mine.catch(() => undefined);
    try {
      return { addresses: (await mine).slice(0, mostAddresses), ms: keptMs.least };
    } catch (error) {
      return { error: new UnknownName(host, codeOf(error)), ms: keptMs.negative };
    }
  }
}

/** For sockets; `judge` throws for addresses that may not be connected to. */
export function lookupIn(
  names: Names,
  judge: (host: string, addresses: readonly LookupAddress[]) => void,
): LookupFunction {
  const find = async (host: string, wanted: number) => {
    const all = await names.addresses(host);
    judge(host, all);
    const some = wanted ? all.filter(({ family }) => family === wanted) : all;
    if (some.length === 0) throw new UnknownName(host, 'ENOTFOUND');
    return some;
  };
  const answer = callbackify(find);
  return (host, { family, all }, callback) => {
    const wanted = family === 4 || family === 'IPv4' ? 4 : family === 6 || family === 'IPv6' ? 6 : 0;
    answer(host, wanted, (error: Error | null, found) => {
      if (error) callback(error, []);
      else if (all) callback(null, [...found]);
      else callback(null, found[0]!.address, found[0]!.family);
    });
  };
}
