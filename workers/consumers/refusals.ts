import { learnFromRefusals } from '@/lib/feedback';
import { consumer } from '@/lib/platform/consumer';

/** Suppresses addresses that servers refused for good when they were offered a message. */
export const refusals = consumer({
  name: 'refusals',
  facts: ['message.failed'],
  batch: 20,
  run: ({ services, clock }, facts) => learnFromRefusals(services, facts, clock),
});
