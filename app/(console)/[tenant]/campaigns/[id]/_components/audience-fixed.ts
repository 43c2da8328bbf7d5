import type { Campaign } from '@/lib/campaigns/schema';

/** When the audience of a campaign that waits for its time is fixed; of a series that of each run. */
export function audienceFixed({ options: { sendLocal, recurrence } }: Pick<Campaign, 'options'>): string {
  const first = 'the first of them has this hour on their own clock, up to 26 hours before the last';
  if (!recurrence)
    return `The audience is fixed ${sendLocal ? `when ${first}` : 'at that moment'}: who joins the segments until then is included.`;
  return `Each run has an audience of its own, fixed when ${sendLocal ? first : 'it begins'}: who joins the segments until then is included.`;
}
