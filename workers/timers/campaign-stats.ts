import { recountBreakdowns, recountStale } from '@/lib/campaigns';
import type { Timer } from './timer';

/** Renews the counts of campaigns whose messages have changed. */
export const campaignStats: Timer = {
  name: 'campaign-stats',
  everyMs: 1000,
  run: async ({ system }, now) => {
    await recountStale(system.tags, now);
  },
};

/** Renews the parts of their reports, on a time of its own: a large one takes seconds. */
export const campaignBreakdowns: Timer = {
  name: 'campaign-breakdowns',
  everyMs: 1000,
  run: async ({ system }, now) => {
    await recountBreakdowns(system.tags, now);
  },
};
