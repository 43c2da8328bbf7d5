import { config } from '@/lib/platform/config';
import type { Services } from '@/lib/platform/services';
import type { Provider } from './provider';
import { sandboxProvider } from './sandbox';
import { smtpProvider } from './smtp/provider';

export { SmtpPool } from './smtp/pool';
export { smtpProvider } from './smtp/provider';
export { sandboxProvider } from './sandbox';
export type { HandOver, OutboundMessage, Provider, SendHooks } from './provider';

/** The default way out: SMTP_URL, or the sandbox when none is set. */
export function openProvider(services: Pick<Services, 'system'>): Provider {
  const { smtpUrl } = config();
  return smtpUrl ? smtpProvider(smtpSettings(smtpUrl)) : sandboxProvider(services);
}

/** `smtp://user:pass@host:port` (STARTTLS when offered) or `smtps://…`; `?connections=10` sets the pool's size. */
export function smtpSettings(url: string): Parameters<typeof smtpProvider>[0] {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const tls = protocol === 'smtps:';
  return {
    host: hostname,
    port: port ? Number(port) : tls ? 465 : 587,
    security: tls ? 'tls' : 'opportunistic',
    size: Number(searchParams.get('connections') ?? 10),
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
  };
}
