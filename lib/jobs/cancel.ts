import { command } from '@/lib/platform/command';
import { requestCancel } from '@/lib/platform/jobs';
import { presentJob } from './present';
import { Job, JobRef } from './schema';

export const cancelJob = command({
  name: 'jobs.cancel',
  summary: 'Cancel a job: at once when it waits, at its next safe point when it runs',
  access: 'jobs:write',
  http: { method: 'POST', path: '/jobs/{id}/cancel' },
  input: JobRef,
  output: Job,
  entity: (input) => ({ type: 'job', id: input.id }),
  run: async (ctx, { id }) => presentJob(await requestCancel(ctx, id)),
});
