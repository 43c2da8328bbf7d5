import { query } from '@/lib/platform/command';
import { presentJob } from './present';
import { findJob } from './queries';
import { Job, JobRef } from './schema';

export const getJob = query({
  name: 'jobs.get',
  summary: 'Read one job: its state and how far it is',
  access: 'jobs:read',
  http: { method: 'GET', path: '/jobs/{id}' },
  input: JobRef,
  output: Job,
  run: async (ctx, { id }) => presentJob(await findJob(ctx, id)),
});
