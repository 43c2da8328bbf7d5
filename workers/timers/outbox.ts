import { logger } from '@/lib/platform/log';
import { cleanOutbox } from '../relay/clean';
import type { Timer } from './timer';

/** Every ten minutes, facts leave the outbox that everybody has dealt with for a day. */
export const outboxTimer: Timer = {
  name: 'outbox.clean',
  everyMs: 600_000,
  async run({ system }, now) {
    const count = await cleanOutbox(system.tags, now);
    if (count > 0) logger('timers').info({ count }, 'cleaned the outbox');
  },
};
