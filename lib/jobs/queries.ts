import { and, eq } from 'drizzle-orm';
import { jobs } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { notFound } from '@/lib/platform/errors';
import type { JobRow } from './present';

/** A job of this tenant; throws `not_found`. `lock` holds it until the end of the transaction. */
export async function findJob(ctx: TxCtx, id: string, lock = false): Promise<JobRow> {
  const select = ctx.tx
    .select()
    .from(jobs)
    .where(and(eq(jobs.tenantId, ctx.tenant), eq(jobs.id, id)));
  const [row] = await (lock ? select.for('update') : select);
  if (!row) throw notFound('job');
  return row;
}
