import { and, eq, inArray, sql } from 'drizzle-orm';
import { jobs } from '@/db/schema';
import { actorLabel, type TxCtx } from '../context';
import type { JobQueue } from './vocabulary';

export interface NewJob {
  /** Names the handler: `<domain>.<verb>`. */
  type: string;
  /** What a person reads in the list of jobs. */
  title: string;
  payload?: Record<string, unknown>;
  queue?: JobQueue;
  /** 0 runs first, 5 unless said. */
  priority?: number;
  dueAt?: Date;
  /** While a job of this key waits or runs in the tenant, no second one is made. */
  dedupeKey?: string;
  maxAttempts?: number;
}

/** Queues a job in the caller's transaction and wakes the workers at its commit. Returns the id; with a dedupe key, of the job that waits already. */
export async function enqueue(ctx: TxCtx, job: NewJob): Promise<string> {
  const now = ctx.clock.now();
  const [row] = await ctx.tx
    .insert(jobs)
    .values({
      tenantId: ctx.tenant,
      type: job.type,
      title: job.title.slice(0, 200),
      payload: job.payload ?? {},
      queue: job.queue ?? 'default',
      priority: job.priority ?? 5,
      dueAt: job.dueAt ?? now,
      maxAttempts: job.maxAttempts ?? 5,
      dedupeKey: job.dedupeKey ?? null,
      createdBy: actorLabel(ctx.actor).slice(0, 100),
      createdAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: jobs.id });
  if (row) {
    await ctx.tx.execute(sql`select pg_notify('jobs', '')`);
    return row.id;
  }
  const [waiting] = await ctx.tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        eq(jobs.tenantId, ctx.tenant),
        eq(jobs.dedupeKey, job.dedupeKey ?? ''),
        inArray(jobs.state, ['queued', 'running']),
      ),
    );
  // The one that was in the way has ended between the two statements: its key is free now.
  return waiting ? waiting.id : enqueue(ctx, job);
}
