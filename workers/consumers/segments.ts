import { consumer } from '@/lib/platform/consumer';
import { markStale } from '@/lib/segments';

/** Marks the segments that a change of people or of their messages may concern; the timer evaluates them. */
export const segments = consumer({
  name: 'segments',
  facts: ['contact.*', 'import.*', 'message.*', 'segment.*'],
  batch: 500,
  run: ({ services, clock }, facts) => markStale(services, facts, clock.now()),
});
