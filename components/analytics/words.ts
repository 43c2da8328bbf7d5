import { outcomeWords } from '../outcome/outcomes';
import { formatDuration } from '../ui/format';

/** How far the numbers are behind what happened, as one says it. */
export function freshness(lagSeconds: number): string {
  return lagSeconds < 1 ? 'up to date' : `${formatDuration(lagSeconds)} behind`;
}

const label = (day: string, more: Intl.DateTimeFormatOptions = {}): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', ...more }).format(
    Date.parse(day),
  );

/** "2026-11-14" → "14 Nov", whatever the zone in which it was cut. */
export const dayLabel = (day: string): string => label(day);
/** The same with its year: "14 Nov 2026". */
export const dateLabel = (day: string): string => label(day, { year: 'numeric' });

const times = (outcome: 'deferred' | 'failed' | 'uncertain') => `Times ${outcomeWords[outcome].word.toLowerCase()}`;

/** What happened, by what it is counted by: an outcome that may pass is counted each time, where a report tells how many stand so. */
export const eventLabels: Record<string, string> = {
  sent: outcomeWords.sent.word,
  deferred: times('deferred'),
  skipped: outcomeWords.skipped.word,
  failed: times('failed'),
  uncertain: times('uncertain'),
  delivered: 'Delivered',
  opened: 'Opened',
  clicked: 'Clicked',
  replied: 'Replied',
  unsubscribed: 'Unsubscribed',
  bounced: 'Bounced',
  complained: 'Complained',
  machine_opened: 'Opened, machine',
  machine_clicked: 'Clicked, machine',
};

export const eachTime =
  'Times deferred, failed and uncertain are counted each time: a message that is tried again may be counted again, and as sent in the end. How many stand so now is in the report of each campaign.';

/** Something was sent and nobody reported that any of it arrived, as plain SMTP never does, and others not at once: nought would be a guess. */
export const isDeliveryUntold = ({ sent = 0, delivered = 0 }: Partial<Record<string, number>>): boolean =>
  sent > 0 && delivered === 0;
export const deliveryUntold = 'no arrivals reported';
