import { systemClock, type Clock } from '@/lib/platform/clock';
import { config } from '@/lib/platform/config';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import type { Provider } from './provider';
import { routing } from './router';
import { sandboxProvider } from './sandbox';
import { smtpProvider } from './smtp/provider';

export { recordName } from './dkim/keys';
export { checkDkimKey } from './dkim-keys/check';
export { webhookHeaders } from './adapters/webhook';
export { createDkimKey } from './dkim-keys/create';
export { deleteDkimKey } from './dkim-keys/delete';
export { listDkimKeys } from './dkim-keys/list';
export { hookProof } from './hook-proof';
export { createProvider } from './providers/create';
export { deleteProvider } from './providers/delete';
export { listProviders } from './providers/list';
export { reorderProviders } from './providers/reorder';
export { testProvider } from './providers/try';
export { updateProvider } from './providers/update';
export { providerEffect } from './reliance/effect';
export { dkimKeyReliance } from './reliance/dkim-key';
export { providerReliance } from './reliance/provider';
export { senderReliance } from './reliance/sender';
export { isKnownOwn } from './senders/allowed';
export { createSender } from './senders/create';
export { deleteSender } from './senders/delete';
export { listSenders } from './senders/list';
export { defaultSender } from './senders/queries';
export { updateSender } from './senders/update';
export { memberAt, membersOf, type Member } from './members';
export { wayNow, type WayNow } from './way-now';
export { wayOut } from './way-out';
export { SmtpPool } from './smtp/pool';
export { smtpProvider } from './smtp/provider';
export { refusalIn, refusesSignIn } from './faults';
export { outcomesOf } from './outcomes';
export { heardIn } from './provider';
export type { HandOver, Heard, OutboundMessage, Provider, Refusal, SendHooks } from './provider';

/** Every way out: what each tenant set up; without that SMTP_URL, or the sandbox when none is set. */
export function openProvider(services: Pick<Services, 'system'>, clock: Clock = systemClock): Provider {
  const { smtpUrl } = config();
  const fallback = smtpUrl ? smtpProvider(smtpSettings(smtpUrl)) : sandboxProvider(services);
  return routing(services, fallback, clock, logger('sending'));
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
