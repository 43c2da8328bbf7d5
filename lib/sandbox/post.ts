import { config } from '@/lib/platform/config';
import { DomainError } from '@/lib/platform/errors';
import { outcomesOf, smtpProvider } from '@/lib/sending';

const timeouts = { connect: 5_000, greeting: 5_000, command: 10_000, body: 30_000 };
// An address that means "all interfaces" is none to connect to.
const reachable = (host: string): string => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host);

/** Hands a mail to our own inbound listener over SMTP, as a foreign server would. Throws `unavailable` when nobody listens. */
export async function post(mail: {
  id: string;
  tenant: string;
  from: string;
  to: string;
  raw: string;
}): Promise<{ accepted: boolean; response: string }> {
  const { host, port } = config().inbound;
  if (port === null)
    throw new DomainError({
      code: 'unavailable',
      message:
        'Incoming mail is not taken here: INBOUND_SMTP_PORT is off. Set it to the port on which the workers take mail.',
    });
  const provider = smtpProvider(
    { host: reachable(host), port, security: 'none', size: 1, requeues: 0, timeouts },
    'sandbox-post',
  );
  try {
    const { id: messageId, tenant, from, to, raw: payload } = mail;
    const [outcome] = await outcomesOf(provider, [{ messageId, tenant, from, to, payload }]);
    if (outcome.state === 'accepted' || outcome.state === 'refused')
      return { accepted: outcome.state === 'accepted', response: outcome.response };
    throw new DomainError({
      code: 'unavailable',
      message: `Incoming mail is not being taken on ${reachable(host)}:${port} (${outcome.reason}). See that the workers run, then try again.`,
      retryAfter: 2,
    });
  } finally {
    await provider.close();
  }
}
