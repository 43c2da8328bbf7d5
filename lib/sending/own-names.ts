import { fromAddress } from './dkim/sign';
import { rawOf } from './http/mail';
import { hooksAt, type HandOver, type OutboundMessage, type Provider } from './provider';
import { isOwnAddress } from './senders/own';

const notOwn = (from: string | null): HandOver => ({
  state: 'unsent',
  reason: `It is not known that ${from ?? 'the address in From'} is yours, and mail goes by the mail server that all organisations share. Choose another sender, publish a DKIM key for its domain, or add an email provider of your own in the settings.`,
  retryAfterSeconds: 600,
});

/**
 * Keeps from a shared mail server what carries a name that is not its organisation's own. The sender was judged when it was made;
 * the provider or key that it rested on may be gone since.
 */
export function ownNames(inner: Provider, domainsOf: (tenant: string) => readonly string[]): Provider {
  const judge = (message: OutboundMessage): HandOver | null => {
    if ((message.channel ?? 'email') !== 'email') return null;
    const from = fromAddress(rawOf(message));
    return from !== null && isOwnAddress(message.tenant, from, domainsOf(message.tenant)) ? null : notOwn(from);
  };
  return {
    name: inner.name,
    channel: inner.channel,
    ...(inner.width === undefined ? {} : { width: inner.width }),
    async send(batch, hooks) {
      const kept = batch.map(judge);
      if (kept.every((outcome) => outcome === null)) return inner.send(batch, hooks);
      const places: number[] = [];
      for (const [index, outcome] of kept.entries())
        if (outcome) hooks.answered(index, outcome);
        else places.push(index);
      if (places.length === 0) return;
      await inner.send(
        places.map((place) => batch[place]!),
        hooksAt(hooks, places),
      );
    },
    close: () => inner.close(),
  };
}
