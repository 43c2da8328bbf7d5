import type { Fact } from '@/lib/platform/command';
import type { JobRow } from './present';

/** The same facts that the runner writes; the version is the instant in milliseconds. */
export const jobFact = (name: 'progress' | 'finished', job: JobRow, now: Date): Fact => ({
  type: `job.${name}`,
  entityType: 'job',
  entityId: job.id,
  version: now.getTime(),
  payload: { state: job.state, type: job.type },
});
