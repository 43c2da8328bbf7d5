import { formatDuration } from '../ui/format';

/** How far the numbers are behind what happened, as one says it. */
export function freshness(lagSeconds: number): string {
  return lagSeconds < 1 ? 'up to date' : `${formatDuration(lagSeconds)} behind`;
}

/** "2026-11-14" → "14 Nov". Days are in UTC, as they were counted. */
export const dayLabel = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' }).format(Date.parse(day));

export const eventLabels: Record<string, string> = {
  sent: 'Sent',
  deferred: 'Deferred',
  skipped: 'Skipped',
  failed: 'Failed',
  uncertain: 'Uncertain',
  delivered: 'Delivered',
  opened: 'Opened',
  clicked: 'Clicked',
  replied: 'Replied',
  unsubscribed: 'Unsubscribed',
  bounced: 'Bounced',
  complained: 'Complained',
  machine_opened: 'Opened by machines',
  machine_clicked: 'Clicked by machines',
};
