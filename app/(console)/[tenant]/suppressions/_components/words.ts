import type { Tone } from '@/components/ui/badge';
import type { Suppression } from '@/lib/suppressions/schema';

type Reason = Suppression['reason'];

export const reasonLooks: Record<Reason, { word: string; tone: Tone; help: string }> = {
  bounce: { word: 'Hard bounce', tone: 'bad', help: 'There is no such mailbox or number.' },
  soft_bounce: {
    word: 'Soft bounces',
    tone: 'warn',
    help: 'Messages came back several times in a row; ends by itself.',
  },
  complaint: { word: 'Complaint', tone: 'bad', help: 'Reported as spam.' },
  unsubscribe: { word: 'Unsubscribed', tone: 'quiet', help: 'Asked to get no more mailings.' },
  manual: { word: 'By hand', tone: 'accent', help: 'Somebody of you put it here.' },
};

/** What is stopped of an entry: an address has one channel, a number has several. */
export const channelWords: Record<Suppression['channel'], string> = {
  all: 'SMS and WhatsApp',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
};

export const scopeWord = ({ phone, channel }: Pick<Suppression, 'phone' | 'channel'>): string =>
  phone ? channelWords[channel] : 'E-mail';
