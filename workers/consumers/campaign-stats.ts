import { tellStale } from '@/lib/campaigns';
import { consumer } from '@/lib/platform/consumer';

/** Notes which campaigns must be counted again; the timer counts. */
export const campaignStats = consumer({
  name: 'campaign-stats',
  facts: ['message.*'],
  batch: 1000,
  run: ({ services, clock }, facts) => tellStale(services.system.tags, facts, clock.now()),
});
