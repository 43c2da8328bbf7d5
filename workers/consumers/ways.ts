import { trySoon } from '@/lib/campaigns';
import { consumer } from '@/lib/platform/consumer';

/** Tries those who wait for a server soon after who takes their messages was added or set up anew. */
export const ways = consumer({
  name: 'ways',
  facts: ['provider.*'],
  from: 'now',
  run: ({ services, clock }, facts) => trySoon(services, facts, clock),
});
