import { and, eq, sql } from 'drizzle-orm';
import { jobs } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { conflict, driverFailure } from '@/lib/platform/errors';
import { jobFact } from './events';
import { presentJob } from './present';
import { findJob } from './queries';
import { Job, JobRef } from './schema';

export const retryJob = command({
  name: 'jobs.retry',
  summary: 'Run a job again that failed, was given up or was cancelled',
  access: 'jobs:write',
  http: { method: 'POST', path: '/jobs/{id}/retry' },
  input: JobRef,
  output: Job,
  entity: (input) => ({ type: 'job', id: input.id }),
  async run(ctx, { id }) {
    const before = await findJob(ctx, id, true);
    if (before.state !== 'failed' && before.state !== 'dead' && before.state !== 'cancelled') {
      throw conflict(`This job is ${before.state}; only one that failed, was given up or was cancelled can run again.`);
    }
    const now = ctx.clock.now();
    const [row] = await ctx.tx
      .update(jobs)
      .set({ state: 'queued', attempts: 0, dueAt: now, error: null, cancelRequestedAt: null, finishedAt: null })
      .where(and(eq(jobs.tenantId, ctx.tenant), eq(jobs.id, id)))
      .returning()
      .catch((error: unknown) => {
        if (driverFailure(error)?.constraint === 'jobs_dedupe_key')
          throw conflict('The same work waits or runs already as another job.');
        throw error;
      });
    if (!row) throw new Error('The update returned no row.');
    await ctx.tx.execute(sql`select pg_notify('jobs', '')`);
    ctx.emit(jobFact('progress', row, now));
    return presentJob(row);
  },
});
