import { systemClock, type Clock } from '@/lib/platform/clock';
import { tracking } from '@/lib/paths';
import { config } from '@/lib/platform/config';
import { outboundLookup } from '@/lib/platform/outbound';
import { mailgunAdapter } from './adapters/mailgun';
import { postmarkAdapter } from './adapters/postmark';
import { pushAdapter } from './adapters/push';
import { sendgridAdapter } from './adapters/sendgrid';
import { sesAdapter } from './adapters/ses';
import { twilioAdapter } from './adapters/twilio';
import { webhookAdapter } from './adapters/webhook';
import { whatsappAdapter } from './adapters/whatsapp';
import { checkConfiguration } from './check-configuration';
import type { HttpAdapter } from './http/adapter';
import { httpProvider } from './http/provider';
import type { Services } from '@/lib/platform/services';
import type { Provider } from './provider';
import { sandboxProvider } from './sandbox';
import type { Configuration } from './schema';
import { smtpProvider } from './smtp/provider';

/** Shorter than the standard's: a server that hangs holds up what other organisations send. Milliseconds. */
const smtpPatience = { connect: 10_000, greeting: 20_000, command: 30_000, body: 120_000 };

export interface OpenOptions {
  services: Pick<Services, 'system'>;
  clock?: Clock;
  /** Milliseconds that each step may take; the provider's own unless given. */
  patience?: number;
}

/** A provider as an organisation set it up. Throws `invalid`: hosts that they chose may not lead into private networks. */
export function openConfigured(id: string, name: string, given: Configuration, options: OpenOptions): Provider {
  const { services, patience, clock = systemClock } = options;
  // An address is not looked up, and the operator may have refused it since it was saved.
  checkConfiguration(given);
  if (given.kind === 'sandbox') return sandboxProvider(services, name);
  const lookup = outboundLookup();
  if (given.kind === 'smtp') {
    const { host, port, security, connections: size, username, password } = given;
    const timeouts = patience
      ? { connect: patience, greeting: patience, command: patience, body: patience }
      : smtpPatience;
    const auth = username ? { auth: { user: username, pass: password ?? '' } } : {};
    return smtpProvider({ host, port, security, size, timeouts, ...auth, lookup }, name);
  }
  const timeouts = patience ? { connect: patience, answer: patience } : {};
  return httpProvider(adapterOf(id, given), name, { clock, timeouts, lookup });
}

function adapterOf(id: string, given: Exclude<Configuration, { kind: 'smtp' | 'sandbox' }>): HttpAdapter {
  switch (given.kind) {
    case 'ses':
      return sesAdapter(given);
    case 'sendgrid':
      return sendgridAdapter(given);
    case 'mailgun':
      return mailgunAdapter(given);
    case 'postmark':
      return postmarkAdapter(given);
    case 'twilio':
      return twilioAdapter({
        ...given,
        callback: (messageId) => `${config().publicUrl}${tracking.hook('twilio', id)}?m=${messageId}`,
      });
    case 'whatsapp':
      return whatsappAdapter(given);
    case 'push':
      return pushAdapter(given);
    case 'webhook':
      return webhookAdapter(given);
  }
}
