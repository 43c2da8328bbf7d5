import { answerText, failureText } from '@/components/campaigns/words';
import type { Campaign, Recipient } from '@/lib/campaigns/schema';
import { caughtWords, waitsFor } from '@/lib/campaigns/vocabulary';

type Of = Pick<Campaign, 'channel' | 'status' | 'options'>;

/** What the answer to a hand-over means; null: no server answered, or what is told are our own words. */
function meaningOf({ outcome, reason, error }: Recipient, { channel }: Of): string | null {
  if (!error || !reason) return null;
  if (outcome === 'sent') return 'It came back';
  return outcome === 'deferred' || outcome === 'failed' ? answerText(reason, channel, outcome === 'deferred') : null;
}

/** The server's own words, which stand behind ours; null: there are none, or ours are all. */
export const saidOf = (row: Recipient, campaign: Of): string | null =>
  meaningOf(row, campaign) === null ? null : row.error;

/** Why this person was not sent to, what the server's answer means, or what they wait for: the fact that decided. */
export function whyOf(row: Recipient, campaign: Of): string {
  const meaning = meaningOf(row, campaign);
  if (meaning) return `${meaning}.`;
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

/** Until when they wait for a rule or the next try; null: it is time, or they wait for a turn. */
export const waitsUntil = ({ outcome, dueAt }: Pick<Recipient, 'outcome' | 'dueAt'>, now: string): string | null =>
  outcome === 'deferred' && dueAt && dueAt > now ? dueAt : null;
