import { failureText } from '@/components/campaigns/words';
import type { Campaign, Recipient } from '@/lib/campaigns/schema';
import { caughtWords, waitsFor } from '@/lib/campaigns/vocabulary';

type Of = Pick<Campaign, 'channel' | 'status' | 'options'>;

/** Why this person was not sent to, what the server said, or what they wait for: the fact that decided. */
export function whyOf(row: Recipient, campaign: Of): string {
  if (row.outcome === 'skipped' || (row.outcome === 'deferred' && !row.error))
    return row.steps.at(-1)?.fact ?? (row.reason ? `${failureText(row.reason, campaign.channel)}.` : '');
  if (row.outcome === 'uncertain') return 'Handed over without an answer; not re-sent.';
  return row.error ?? (row.isCaught ? caughtWords : waitsFor(row, campaign)) ?? '';
}

/** When it is due, was sent or ended. Null: nobody knows yet, as of who waits for the winner, and for a turn while all is paused. */
export function whenOf(row: Recipient, { status }: Pick<Of, 'status'>): string | null {
  if (row.outcome !== 'inProgress') return row.dueAt ?? row.sentAt ?? row.at;
  return status === 'paused' ? null : row.dueAt;
}

/** Whether what is due is still to come: a list says it also where it has no room for moments. */
export const isToCome = ({ outcome }: Pick<Recipient, 'outcome'>): boolean =>
  outcome === 'deferred' || outcome === 'inProgress';
