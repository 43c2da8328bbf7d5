import { formatExact } from '@/components/ui/format';
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
