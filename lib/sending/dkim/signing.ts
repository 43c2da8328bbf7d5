import type { Clock } from '@/lib/platform/clock';
import { rawOf } from '../http/mail';
import { hooksAt, type HandOver, type OutboundMessage, type Provider } from '../provider';
import { fromDomain, signMail, type DkimKey } from './sign';

const withoutKey: HandOver = {
  state: 'unsent',
  reason:
    'The message could not be signed: the private key of its domain cannot be used. Make new DKIM keys in the settings.',
  retryAfterSeconds: 300,
};

/** Signs what goes through a provider with the keys that its tenant has for the domain of From; the others go as they are. */
export function signing(
  inner: Provider,
  clock: Clock,
  keysFor: (tenant: string, domain: string) => readonly DkimKey[],
): Provider {
  const sign = async (message: OutboundMessage): Promise<OutboundMessage | null> => {
    const raw = rawOf(message);
    const domain = fromDomain(raw);
    try {
      const keys = domain ? keysFor(message.tenant, domain) : [];
      return keys.length > 0 ? { ...message, payload: await signMail(raw, keys, clock.now()) } : message;
    } catch {
      return null;
    }
  };
  return {
    name: inner.name,
    channel: inner.channel,
    ...(inner.width === undefined ? {} : { width: inner.width }),
    async send(batch, hooks) {
      const signed = await Promise.all(batch.map(sign));
      const places: number[] = [];
      for (const [index, message] of signed.entries())
        if (message) places.push(index);
        else hooks.answered(index, withoutKey);
      await inner.send(
        signed.flatMap((m) => m ?? []),
        hooksAt(hooks, places),
      );
    },
    close: () => inner.close(),
  };
}
