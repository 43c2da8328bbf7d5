export const campaignStatuses = ['draft', 'scheduled', 'sending', 'paused', 'completed', 'cancelled'] as const;
export type CampaignStatus = (typeof campaignStatuses)[number];

/** A campaign whose messages change is counted again within so many milliseconds, unless it is very large. */
export const recountedWithinMs = 10_000;
