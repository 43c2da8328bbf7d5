import type { Tone } from '@/components/ui/badge';
import type { Suppression } from '@/lib/suppressions/schema';

type Reason = Suppression['reason'];

export const reasonLooks: Record<Reason, { word: string; tone: Tone; help: string }> = {
  bounce: { word: 'Hard bounce', tone: 'bad', help: 'The mailbox does not exist.' },
  soft_bounce: { word: 'Soft bounces', tone: 'warn', help: 'Mail came back several times in a row; ends by itself.' },
  complaint: { word: 'Complaint', tone: 'bad', help: 'Reported as spam.' },
  unsubscribe: { word: 'Unsubscribed', tone: 'quiet', help: 'Asked to get no more mailings.' },
  manual: { word: 'By hand', tone: 'accent', help: 'Somebody of you put it here.' },
};
