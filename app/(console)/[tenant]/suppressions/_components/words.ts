import { suppressionWords } from '@/components/contacts/suppression-words';
import type { Tone } from '@/components/ui/badge';
import type { Suppression } from '@/lib/suppressions/schema';
import { reasonWords } from '@/lib/suppressions/vocabulary';

type Reason = Suppression['reason'];

export const reasonLooks: Record<Reason, { word: string; tone: Tone; help: string }> = {
  bounce: { word: suppressionWords.bounce, tone: 'bad', help: 'There is no such mailbox or number.' },
  soft_bounce: {
    word: suppressionWords.soft_bounce,
    tone: 'warn',
    help: 'Messages came back several times in a row; ends by itself.',
  },
  complaint: { word: suppressionWords.complaint, tone: 'bad', help: 'Reported as spam.' },
  unsubscribe: { word: suppressionWords.unsubscribe, tone: 'quiet', help: 'Asked to get no more mailings.' },
  manual: { word: suppressionWords.manual, tone: 'accent', help: 'Somebody of you put it here.' },
};

const named = 5;
/** The reasons that a file may name, with some of the words for each. */
export const understoodReasons = Object.entries(reasonLooks).map(([reason, { word }]) => ({
  ...{ reason, word },
  also: reasonWords[reason as Reason].filter((one) => one !== word.toLowerCase()).slice(0, named - 1),
}));

/** What is stopped of an entry: an address has one channel, a number has several. */
export const channelWords: Record<Suppression['channel'], string> = {
  all: 'SMS and WhatsApp',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
};

export const scopeWord = ({ phone, channel }: Pick<Suppression, 'phone' | 'channel'>): string =>
  phone ? channelWords[channel] : 'Email';
