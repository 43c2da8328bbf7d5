import { config } from '@/lib/platform/config';
import { recordName } from '@/lib/sending';
import type { Carriers } from './domain';

export interface CarrierRow {
  name: string;
  kind: string;
  /** Of Mailgun: the domain that it signs for. */
  domain: string | null;
}

export interface KeyRow {
  domain: string;
  selector: string;
}

const isAbove = (domain: string, below: string) => domain === below || below.endsWith(`.${domain}`);

/**
 * Who hands over mail of a domain, and further domains and keys of ours that sign for it; null when nothing leaves the sandbox, where nobody
 * asks whom it is from.
 */
export function carriersOf(
  domain: string,
  providers: readonly CarrierRow[],
  published: readonly KeyRow[],
): { carriers: Carriers; domains: string[]; keys: string[] } | null {
  const isCaught = providers.some(({ kind }) => kind === 'sandbox') || (providers.length === 0 && !config().smtpUrl);
  if (isCaught) return null;
  const named = (isServer: boolean) =>
    providers.filter(({ kind }) => (kind === 'smtp') === isServer).map(({ name }) => name);
  const servers = providers.length > 0 ? named(true) : ['the SMTP server of this installation'];
  const keys = published.filter((key) => isAbove(key.domain, domain)).sort((a, b) => b.domain.length - a.domain.length);
  // Only an owner of both can sign for the one in the name of the other.
  const theirs = providers.flatMap(({ domain: one }) =>
    one && (isAbove(one, domain) || isAbove(domain, one)) ? [one] : [],
  );
  const domains = [...new Set([...theirs, ...keys.map((key) => key.domain)])].filter((one) => one !== domain);
  const carriers = { servers, services: named(false), key: keys[0]?.domain ?? null };
  return { carriers, domains, keys: keys.map(recordName) };
}
