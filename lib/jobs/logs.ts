import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { jobLogs } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { decodeCursor, toPage } from '@/lib/platform/cursor';
import { findJob } from './queries';
import { JobLogList, JobLogPage } from './schema';

type Level = 'info' | 'warn' | 'error';

export const listJobLogs = query({
  name: 'jobs.logs',
  summary: 'Read what a job logged, oldest first',
  access: 'jobs:read',
  http: { method: 'GET', path: '/jobs/{id}/logs' },
  input: JobLogList,
  output: JobLogPage,
  async run(ctx, input) {
    await findJob(ctx, input.id);
    const where = [eq(jobLogs.tenantId, ctx.tenant), eq(jobLogs.jobId, input.id)];
    if (input.cursor) where.push(sql`${jobLogs.id} > ${decodeCursor(input.cursor, z.tuple([z.uuid()]))[0]}::uuid`);
    const rows = await ctx.tx
      .select()
      .from(jobLogs)
      .where(and(...where))
      .orderBy(jobLogs.id)
      .limit(input.limit + 1);
    const present = (row: (typeof rows)[number]) => ({
      id: row.id,
      level: row.level as Level,
      message: row.message,
      occurredAt: row.occurredAt.toISOString(),
    });
    return toPage(rows, input.limit, present, (row) => [row.id]);
  },
});
