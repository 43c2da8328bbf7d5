import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { jobs } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { decodeCursor, toPage } from '@/lib/platform/cursor';
import { presentJob } from './present';
import { JobList, JobPage } from './schema';

const position = z.tuple([z.iso.datetime(), z.uuid()]);

export const listJobs = query({
  name: 'jobs.list',
  summary: 'List jobs, newest first',
  access: 'jobs:read',
  http: { method: 'GET', path: '/jobs' },
  input: JobList,
  output: JobPage,
  async run(ctx, input) {
    const where = [eq(jobs.tenantId, ctx.tenant)];
    if (input.state) where.push(eq(jobs.state, input.state));
    if (input.open) where.push(inArray(jobs.state, ['queued', 'running']));
    if (input.type) where.push(eq(jobs.type, input.type));
    if (input.queue) where.push(eq(jobs.queue, input.queue));
    if (input.cursor) {
      const [at, id] = decodeCursor(input.cursor, position);
      where.push(sql`(${jobs.createdAt}, ${jobs.id}) < (${at}::timestamptz, ${id}::uuid)`);
    }
    const rows = await ctx.tx
      .select()
      .from(jobs)
      .where(and(...where))
      .orderBy(desc(jobs.createdAt), desc(jobs.id))
      .limit(input.limit + 1);
    return toPage(rows, input.limit, presentJob, (row) => [row.createdAt.toISOString(), row.id]);
  },
});
