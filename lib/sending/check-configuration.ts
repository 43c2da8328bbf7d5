import { invalid } from '@/lib/platform/errors';
import { assertPublicHost } from '@/lib/platform/outbound';
import type { Configuration } from './schema';

/** What the fields say together; throws `invalid` with the field and the way out. */
export function checkConfiguration(given: Configuration): void {
  if (given.kind === 'smtp') {
    assertPublicHost(given.host, 'configuration.host');
    if (given.username && !given.password)
      throw invalid('A user name needs its password.', { 'configuration.password': 'is empty' });
    if (given.password && !given.username)
      throw invalid('A password needs its user name.', { 'configuration.username': 'is empty' });
    if (given.password && given.security !== 'tls' && given.security !== 'starttls')
      throw invalid('A password travels over TLS only: choose STARTTLS or TLS, or leave the user name out.', {
        'configuration.security': 'must be STARTTLS or TLS with a password',
      });
  }
  if (given.kind === 'webhook') assertPublicHost(new URL(given.url).hostname, 'configuration.url');
}
