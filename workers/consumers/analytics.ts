import { ingestFacts } from '@/lib/analytics';
import { consumer } from '@/lib/platform/consumer';

/** Every fact becomes rows of analytics_events; acknowledged when ClickHouse has them. */
export const analytics = consumer({
  name: 'analytics',
  facts: ['*'],
  batch: 500,
  run: async ({ services }, facts) => {
    await ingestFacts(services.analytics, facts);
  },
});
