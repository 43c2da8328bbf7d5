import { isIP } from 'node:net';
import { config } from './config';

/**
 * The caller's address: the `hops`-th entry from the right of X-Forwarded-For, which our own outermost proxy wrote.
 * Without a proxy it is unknown: Next fills the header from the socket only when absent, so a caller's own value stays.
 */
export function clientIp(
  headers: { get(name: string): string | null },
  hops = config().trustedProxies,
): string | undefined {
  if (hops === 0) return undefined;
  const entry = headers.get('x-forwarded-for')?.split(',').at(-hops)?.trim() ?? '';
  const address = /^\[(.+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry;
  return isIP(address) ? address : undefined;
}
