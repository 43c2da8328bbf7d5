import type { Tone } from '@/components/ui/badge';
import type { Contact } from '@/lib/contacts/schema';
import type { Channel } from '@/lib/contacts/vocabulary';
import { suppressionWords } from './suppression-words';

export type Reachable = Pick<Contact, 'status' | 'consent' | 'doNotContact' | 'suppressed'>;
/** Whether marketing may go to somebody over a channel: a word, and where that says too little, more. */
export type ReachLook = { may: boolean; word: string; tone: Tone; detail?: string };

const no = (word: string, detail?: string): ReachLook => ({
  may: false,
  word,
  tone: 'bad',
  ...(detail ? { detail } : {}),
});

/** As the gate would say it of marketing, as far as it lies in the person and the address: rules of the organisation are not asked. */
export function reachOf({ status, consent, doNotContact, suppressed }: Reachable, channel: Channel): ReachLook {
  const granted = consent[channel] ?? null;
  const reason = suppressed[channel];
  if (status === 'archived') return no('No', 'archived');
  if (doNotContact.includes(channel)) return no('Do not contact');
  if (granted === false) return no('No', 'refused, or consent withdrawn');
  if (reason) return no('Suppressed', suppressionWords[reason].toLowerCase());
  if (granted === null) return { may: false, word: 'Never asked', tone: 'quiet' };
  return { may: true, word: 'Yes', tone: 'good' };
}
