import { launchDue } from '@/lib/campaigns';
import type { Timer } from './timer';

/** Starts scheduled campaigns when their time has come. */
export const scheduledCampaigns: Timer = {
  name: 'campaigns-scheduled',
  everyMs: 1000,
  run: async (services, now) => {
    await launchDue(services, { now: () => now });
  },
};
