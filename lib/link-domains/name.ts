const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A host name as DNS knows it (lower case, punycode), or what is wrong with what was typed. */
export function hostName(given: string): { host: string } | { problem: string } {
  const bare = given
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\.$/, '');
  if (/[/?#@:\s\\]/.test(bare)) return { problem: 'must be a name only, such as links.example.org' };
  const host = URL.parse(`http://${bare}/`)?.hostname ?? '';
  const labels = host.split('.');
  if (host === '' || host.length > 253 || labels.length < 2 || !labels.every((one) => label.test(one)))
    return { problem: 'is no domain name; write it as links.example.org' };
  if (/^\d+$/.test(labels.at(-1) ?? '')) return { problem: 'must be a name, not the number of a machine' };
  if (/^(?:localhost|local|internal|test|invalid|onion)$/.test(labels.at(-1) ?? ''))
    return { problem: 'ends in a name that the internet does not know' };
  return { host };
}
