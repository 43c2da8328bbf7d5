import { recheckDomains } from '@/lib/link-domains';
import type { Timer } from './timer';

/** Finds domains for links that no longer lead here before their readers do. */
export const linkDomains: Timer = {
  name: 'link-domains',
  everyMs: 300_000,
  run: async ({ system }, now) => {
    await recheckDomains(system.tags, now);
  },
};
