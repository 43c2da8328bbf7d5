import { formatExact } from '@/components/ui/format';
import { consentSourceWords } from '@/lib/contacts/vocabulary';
import type { RecipientMessage } from '@/lib/campaigns/schema';

type Got = Pick<RecipientMessage, 'state' | 'canRetry' | 'sentAt'>;

/** What became of a message, behind "What" and the name of whose it is. */
export function gotWords({ state, canRetry, sentAt }: Got, zone: string): string {
  if (sentAt && state === 'bounced') return `was sent, ${formatExact(sentAt, zone)}; it came back.`;
  if (sentAt) return `got, ${formatExact(sentAt, zone)}.`;
  if (state === 'uncertain') return 'may have got: it was handed over, and no answer came.';
  if (state === 'skipped') return 'does not get: it was left out.';
  if (state === 'planned') return 'gets is decided with the winner.';
  if (state !== 'failed') return 'gets as things stand. It was not sent yet.';
  return canRetry ? 'would get if it is tried again: it failed.' : 'was to get; it failed and is not tried again.';
}

/** Why they got it, as a sentence and a blank: no rule stopped it, and they had agreed. Empty where it was not handed over. */
export function whyWords({ sentAt, consent }: Pick<RecipientMessage, 'sentAt' | 'consent'>, zone: string): string {
  if (!sentAt) return '';
  if (!consent) return 'No rule stopped it. ';
  const how = (consentSourceWords as Record<string, string>)[consent.source] ?? consent.source.replaceAll('_', ' ');
  return `No rule stopped it: they had agreed${consent.ofTopic ? ' to its topic' : ''} on ${formatExact(consent.at, zone)}, by ${how}. `;
}
