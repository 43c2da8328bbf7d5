import { evaluateStale, markAged } from '@/lib/segments';
import type { Timer } from './timer';

/** Evaluates segments whose people changed; a change shows within seconds. */
export const staleSegments: Timer = {
  name: 'segments-stale',
  everyMs: 1000,
  run: async (services, now) => {
    await evaluateStale(services, now);
  },
};

/** Marks the segments that ask about days. */
export const agedSegments: Timer = { name: 'segments-aged', everyMs: 600_000, run: markAged };
