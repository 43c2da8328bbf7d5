import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/platform/context';
import { heldByLiving } from '@/lib/pipeline';
import type { CampaignRow } from '../queries';

/** What a server takes to answer before it is worth a word. */
const usualMs = 15_000;

/**
 * How many messages of a campaign living workers gave to a server that has answered none for a while, and since when; null while
 * it answers. What they were waiting for before (their time, a pause, another campaign of theirs) counts for nothing.
 */
export async function silenceOf(ctx: TxCtx, row: CampaignRow): Promise<{ since: string; waiting: number } | null> {
  if (row.status !== 'sending') return null;
  const held = await heldByLiving(ctx.services, ctx.tenant, row.id, ctx.clock.now());
  if (!held.due) return null;
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
