import { and, eq } from 'drizzle-orm';
import { jobs } from '@/db/schema';
import type { CommandCtx } from '../command';
import { conflict, notFound } from '../errors';
import { cancelledElsewhere } from './vocabulary';

/** Cancels a job of this tenant: at once when it waits, at its next safe point when it runs. Errors: not_found, conflict. */
export async function requestCancel(ctx: CommandCtx, id: string): Promise<typeof jobs.$inferSelect> {
  const mine = and(eq(jobs.tenantId, ctx.tenant), eq(jobs.id, id));
  const [before] = await ctx.tx.select({ state: jobs.state, type: jobs.type }).from(jobs).where(mine).for('update');
  if (!before) throw notFound('job');
  if (before.state !== 'queued' && before.state !== 'running')
    throw conflict(`This job is ${before.state} already; there is nothing to cancel.`);
  const instead = cancelledElsewhere[before.type];
  if (instead) throw conflict(instead);
  const now = ctx.clock.now();
  const waiting = before.state === 'queued';
  const [row] = await ctx.tx
    .update(jobs)
    .set({ cancelRequestedAt: now, ...(waiting ? { state: 'cancelled', finishedAt: now } : {}) })
    .where(mine)
    .returning();
  if (!row) throw new Error('The update returned no row.');
  ctx.emit({
    type: waiting ? 'job.finished' : 'job.progress',
    entityType: 'job',
    entityId: id,
    version: now.getTime(),
    payload: { state: row.state, type: row.type },
  });
  return row;
}
