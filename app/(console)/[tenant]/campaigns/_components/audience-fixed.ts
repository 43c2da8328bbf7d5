import type { Campaign } from '@/lib/campaigns/schema';

/** When the first turn may come of a campaign by each person's clock: as if somebody lived wherever that is. */
export const firstPlace = 'when the first place on earth has this hour (UTC+14), up to 26 hours before the last';

/** When the audience of a campaign that waits for its time is fixed; of a series that of each run. */
export function audienceFixed({ options: { sendLocal, recurrence } }: Pick<Campaign, 'options'>): string {
  if (!recurrence)
    return `The audience is fixed ${sendLocal ? firstPlace : 'at that moment'}: who joins the segments until then is included.`;
  return `Each run has an audience of its own, fixed ${sendLocal ? firstPlace : 'when it begins'}: who joins the segments until then is included.`;
}
