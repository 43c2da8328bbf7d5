import { channelNames } from '@/components/contacts/channel-names';
import type { Preferences } from '@/lib/preferences/schema';

/** What comes by the channel of a link, in words. */
export function wordsOf({ channel, address }: Pick<Preferences, 'channel' | 'address'>) {
  const name = channelNames[channel];
  const isMail = channel === 'email';
  return {
    things: isMail ? 'mailings' : `${name} messages`,
    by: isMail ? 'email' : name,
    /** Whose: with the address, as far as one can be shown. */
    to: address ? ` to ${address}` : '',
    letters: isMail ? 'Letters' : 'Messages',
  };
}
