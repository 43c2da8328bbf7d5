import { recountStale } from '@/lib/campaigns';
import type { Timer } from './timer';

/** Renews the counts of campaigns whose messages have changed. */
export const campaignStats: Timer = {
  name: 'campaign-stats',
  everyMs: 1000,
  run: async ({ system }, now) => {
    await recountStale(system.tags, now);
  },
};
