import type { Fact } from '@/lib/platform/command';

/** The worker tells of a replay by itself; the version is the instant in milliseconds. */
export const deadLetterFact = (name: 'replay_asked' | 'discarded', id: string, now: Date): Fact => ({
  type: `system.dead_letter_${name}`,
  entityType: 'dead_letter',
  entityId: id,
  version: now.getTime(),
  payload: {},
});
