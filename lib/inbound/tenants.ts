import { systemClock } from '@/lib/platform/clock';
import type { AddressToken, AddressTokens } from '@/lib/tracking';

const maxAgeMs = 60_000;

export type FindTenant = (address: AddressToken) => Promise<string | null>;

/**
 * Finds the tenant for whom we made an address; null when nobody made it. The list of tenants is kept for a minute and
 * read again for a tag that is not in it; callers who wait for it share one reading.
 */
export function tenantFinder(tokens: AddressTokens, list: () => Promise<readonly string[]>): FindTenant {
  let byTag = new Map<string, string[]>();
  let readAt = 0;
  let reading: Promise<void> | undefined;
  const read = () =>
    (reading ??= (async () => {
      const next = new Map<string, string[]>();
      for (const tenant of await list()) {
        const tag = tokens.tenantTag(tenant);
        next.set(tag, [...(next.get(tag) ?? []), tenant]);
      }
      byTag = next;
      readAt = systemClock.now().getTime();
    })().finally(() => (reading = undefined)));
  // Tags are short: two tenants may share one, and the token itself decides.
  const known = (address: AddressToken) =>
    byTag.get(address.tenantTag)?.find((tenant) => tokens.verify(address, tenant)) ?? null;

  return async (address) => {
    const isStale = systemClock.now().getTime() - readAt > maxAgeMs;
    if (!isStale) {
      const tenant = known(address);
      if (tenant || byTag.has(address.tenantTag)) return tenant;
    }
    await read();
    return known(address);
  };
}
