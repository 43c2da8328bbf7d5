import { channelNames } from '@/components/contacts/channel-names';
import type { Preferences } from '@/lib/preferences/schema';

/** What comes by the channel of a link, in words. */
export function wordsOf({ channel, address }: Pick<Preferences, 'channel' | 'address'>) {
  if (channel === 'push') return { things: 'notifications', by: 'notification', to: '', letters: 'Notifications' };
  if (channel === 'webhook') return { things: 'messages by other ways', by: 'other ways', to: '', letters: 'Messages' };
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

type Stopped = Pick<Preferences, 'isOff' | 'canLeave' | 'closed'>;

/** What leaving does while something else stops the messages: it lasts longer than that. Null: leave as anybody. */
export const leaveStill = ({ isOff, canLeave, closed }: Stopped): string | null => {
  if (!isOff || !canLeave) return null;
  return closed ? 'Stop them also when the channel is opened again' : 'Stop them for good';
};
