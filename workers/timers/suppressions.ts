import { liftExpired } from '@/lib/suppressions';
import type { Timer } from './timer';

/** Ends suppressions whose time is over. The gate ignores them from that instant on; this makes the list say so. */
export const suppressions: Timer = {
  name: 'suppressions',
  everyMs: 60_000,
  run: async ({ system }, now) => {
    await liftExpired(system.tags, now);
  },
};
