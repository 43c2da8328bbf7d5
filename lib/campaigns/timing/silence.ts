import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/platform/context';
import { systemTags } from '@/lib/platform/db/system';
import type { CampaignRow } from '../queries';

/** What a server takes to answer before it is worth a word. */
const usualMs = 15_000;
/** More than any workers have in their hands; these are the first of the queue. */
const mostHeld = 5_000;

/**
 * How many messages of a campaign living workers gave to a server that has answered none for a while, and since when; null while
 * it answers. What they were waiting for before (their time, a pause, another campaign of theirs) counts for nothing.
 */
export async function silenceOf(ctx: TxCtx, row: CampaignRow): Promise<{ since: string; waiting: number } | null> {
  if (row.status !== 'sending') return null;
  // Workers belong to no tenant: their leases are read by the system role, of this tenant's messages alone.
  const [held] = await systemTags(ctx.services)<{ waiting: number; due: Date | null }[]>`
    select count(*)::int as waiting, min(first.due_at) as due from (
      select due_at, lease_by from pipeline_queue where tenant_id = ${ctx.tenant} and lane_id = ${row.id} order by due_at, message_id limit ${mostHeld}) as first
    join pipeline_workers w on w.id = first.lease_by and w.lease_until > ${ctx.clock.now()}`;
  if (!held?.due) return null;
  const from = new Date(Math.max(held.due.getTime(), row.updatedAt.getTime())).toISOString();
  const [last] = await ctx.tx.execute<{ at: string }>(sql`
    select occurred_at as at from outbox
    where tenant_id = ${ctx.tenant} and id >= (select uuidv7(${from}::timestamptz - now())) and entity_type = 'message_batch'
      and type in ('message.sent', 'message.deferred', 'message.failed', 'message.uncertain')
    order by id desc limit 1`);
  const since = last ? new Date(last.at) : new Date(from);
  if (ctx.clock.now().getTime() - since.getTime() < usualMs) return null;
  return { since: since.toISOString(), waiting: held.waiting };
}
