import type { Fact } from '@/lib/platform/command';

/** The version is the instant in milliseconds; of an import there is one for all. */
export const suppressionFact = (name: 'added' | 'removed' | 'imported', id: string, now: Date): Fact => ({
  type: `suppression.${name}`,
  entityType: 'suppression',
  entityId: id,
  version: now.getTime(),
  payload: {},
});
