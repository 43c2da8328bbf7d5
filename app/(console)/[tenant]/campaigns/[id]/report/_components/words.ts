import { formatClock } from '@/components/ui/format';
import type { CampaignReport, ReportTime } from '@/lib/campaigns/schema';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const most = 400;

const day = (at: string, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'short' }).format(Date.parse(at));

/** "20 Nov", or "20 Nov 14:00". */
export const timeLabel = (at: string, unit: CampaignReport['unit'], zone: string): string =>
  unit === 'day' ? day(at, zone) : `${day(at, zone)} ${formatClock(at, zone)}`;

/** The instant at which the hour or day ends; a day may have 23 or 25 hours. */
export function endOf(at: string, unit: CampaignReport['unit'], zone: string): string {
  const start = Date.parse(at);
  if (unit === 'hour') return new Date(start + hourMs).toISOString();
  const own = day(at, zone);
  const end = [23, 24, 25]
    .map((hours) => new Date(start + hours * hourMs).toISOString())
    .find((each) => day(each, zone) !== own);
  return end ?? new Date(start + dayMs).toISOString();
}

/** Every hour between the first and the last for a chart, also those in which nothing happened. */
export function withGaps(
  times: readonly ReportTime[],
  unit: CampaignReport['unit'],
  pick: (time: ReportTime) => number,
) {
  const known = new Map(times.map((time) => [Date.parse(time.at), pick(time)]));
  const [first, last] = [times[0], times.at(-1)];
  if (unit === 'day' || !first || !last) return times.map((time) => ({ at: time.at, value: pick(time) }));
  const from = Date.parse(first.at);
  const count = Math.min(most, Math.round((Date.parse(last.at) - from) / hourMs) + 1);
  return Array.from({ length: count }, (_, n) => {
    const at = from + n * hourMs;
    return { at: new Date(at).toISOString(), value: known.get(at) ?? 0 };
  });
}
