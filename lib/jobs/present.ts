import type { z } from 'zod';
import type { jobs } from '@/db/schema';
import type { Job } from './schema';

export type JobRow = typeof jobs.$inferSelect;

/** The row as the outside sees it; payload, lease and dedupe key stay inside. */
export const presentJob = (row: JobRow): z.input<typeof Job> => ({
  id: row.id,
  type: row.type,
  title: row.title,
  queue: row.queue,
  state: row.state as Job['state'],
  priority: row.priority,
  attempts: row.attempts,
  maxAttempts: row.maxAttempts,
  progress: { done: row.progressDone, total: row.progressTotal, note: row.progressNote },
  cancelRequested: row.cancelRequestedAt !== null,
  result: row.result,
  error: row.error,
  createdBy: row.createdBy,
  dueAt: row.dueAt.toISOString(),
  createdAt: row.createdAt.toISOString(),
  startedAt: row.startedAt?.toISOString() ?? null,
  finishedAt: row.finishedAt?.toISOString() ?? null,
});
