import { config } from '@/lib/platform/config';

/** Whether an address is an organisation's own one here, or of a domain (or one below it) whose key it has in DNS. */
export function isOwnAddress(tenant: string, email: string, domains: readonly string[]): boolean {
  const [local = '', domain = ''] = email.split(/@(?=[^@]*$)/);
  if (domain === config().mailDomain && (local === tenant || local.startsWith(`${tenant}.`))) return true;
  return domains.some((own) => domain === own || domain.endsWith(`.${own}`));
}
