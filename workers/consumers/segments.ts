import { consumer } from '@/lib/platform/consumer';
import { followFacts } from '@/lib/segments';

/** Segments follow changes of people and of their messages; where too many change at once, the timer evaluates whole segments. */
export const segments = consumer({
  name: 'segments',
  facts: ['contact.*', 'message.*', 'segment.*'],
  batch: 500,
  run: ({ services, clock }, facts) => followFacts(services, facts, clock.now()),
});
