import { archiveOld, decideDue, launchDue } from '@/lib/campaigns';
import type { Timer } from './timer';

/** Starts scheduled campaigns when their time has come. */
export const scheduledCampaigns: Timer = {
  name: 'campaigns-scheduled',
  everyMs: 1000,
  run: async (services, now) => {
    await launchDue(services, { now: () => now });
  },
};

/** Chooses the winners of tests whose time is over. */
export const winners: Timer = {
  name: 'campaigns-winners',
  everyMs: 2000,
  run: async (services, now) => {
    await decideDue(services, { now: () => now });
  },
};

/** Takes campaigns off the list that ended long ago. */
export const oldCampaigns: Timer = {
  name: 'campaigns-archive',
  everyMs: 3_600_000,
  run: async ({ system }, now) => {
    await archiveOld(system.tags, now);
  },
};
