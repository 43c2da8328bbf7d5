/** The installation's address under another name; its own without one. No slash at the end. */
export function urlAt(publicUrl: string, domain: string | null): string {
  if (!domain) return publicUrl;
  const url = new URL(publicUrl);
  return `${url.protocol}//${domain}${url.port ? `:${url.port}` : ''}`;
}

/** The name in a Host header, without its port; null when there is none that could be a domain. */
export function hostIn(header: string | null): string | null {
  const name = (header ?? '').trim().toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
  return /^[a-z0-9.-]{1,253}$/.test(name) ? name : null;
}
