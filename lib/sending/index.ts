import { config } from '@/lib/platform/config';
import type { Services } from '@/lib/platform/services';
import type { Provider } from './provider';
import { sandboxProvider } from './sandbox';
import { smtpProvider } from './smtp/provider';

export { SmtpPool } from './smtp/pool';
export { smtpProvider } from './smtp/provider';
export type { HandOver, OutboundMessage, Provider, SendHooks } from './provider';

/** The default way out: SMTP_URL, or the sandbox when none is set. */
export function openProvider(services: Pick<Services, 'system'>): Provider {
  const { smtpUrl } = config();
  return smtpUrl ? smtpProvider(smtpSettings(smtpUrl)) : sandboxProvider(services);
}

/**
 * `smtp://host:port` (STARTTLS when offered), `smtp://user:pass@…` (STARTTLS and a valid certificate, before the password is
 * sent) or `smtps://…`. `?insecure=1` accepts any certificate, `?connections=10` sets the pool's size. Config checks both.
 */
export function smtpSettings(url: string): Parameters<typeof smtpProvider>[0] {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const tls = protocol === 'smtps:';
  const insecure = searchParams.get('insecure') === '1';
  return {
    host: hostname,
    port: port ? Number(port) : tls ? 465 : 587,
    security: tls ? 'tls' : username && !insecure ? 'starttls' : 'opportunistic',
    allowInvalidCertificate: insecure,
    size: Number(searchParams.get('connections') ?? 10),
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
  };
}
