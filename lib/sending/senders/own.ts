import { config } from '@/lib/platform/config';

/** Whether an address is an organisation's own one here, or of a domain (or one below it) whose key it has in DNS. */
export function isOwnAddress(tenant: string, email: string, domains: readonly string[]): boolean {
  const at = email.lastIndexOf('@');
  const [local, domain] = at < 0 ? [email, ''] : [email.slice(0, at), email.slice(at + 1)];
  if (domain === config().mailDomain && (local === tenant || local.startsWith(`${tenant}.`))) return true;
  return domains.some((own) => domain === own || domain.endsWith(`.${own}`));
}
