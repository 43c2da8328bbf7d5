import { z } from 'zod';
import { cursorInput, pageOf, pageSize } from '@/lib/platform/cursor';
import { jobQueueNames, jobStates } from '@/lib/platform/jobs/vocabulary';

export const JobRef = z.object({ id: z.uuid() });

export const Job = z
  .object({
    id: z.string(),
    type: z.string(),
    title: z.string(),
    queue: z.string(),
    state: z.enum(jobStates),
    /** 0 runs first. */
    priority: z.number().int(),
    attempts: z.number().int(),
    maxAttempts: z.number().int(),
    /** `total` is null when it is not known. */
    progress: z.object({ done: z.number(), total: z.number().nullable(), note: z.string().nullable() }),
    cancelRequested: z.boolean(),
    result: z.record(z.string(), z.unknown()).nullable(),
    error: z.string().nullable(),
    createdBy: z.string().nullable(),
    dueAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof Job>;

export const JobList = z.object({
  state: z.enum(jobStates).optional(),
  /** Only what waits or runs. */
  open: z.stringbool().optional(),
  type: z.string().max(80).optional(),
  queue: z.enum(jobQueueNames).optional(),
  cursor: cursorInput,
  limit: pageSize,
});
export const JobPage = pageOf(Job).meta({ id: 'JobPage' });

export const JobLogList = z.object({ id: z.uuid(), cursor: cursorInput, limit: pageSize });
export const JobLog = z.object({
  id: z.string(),
  level: z.enum(['info', 'warn', 'error']),
  message: z.string(),
  occurredAt: z.iso.datetime(),
});
export const JobLogPage = pageOf(JobLog).meta({ id: 'JobLogPage' });
