import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/platform/context';
import { heldByLiving } from '@/lib/pipeline';
import type { CampaignRow } from '../queries';

/** What a server takes to answer before it is worth a word. */
const usualMs = 15_000;

/**
 * How many messages of a campaign living workers gave to a server that has answered none of its channel for a while, and since
 * when; null while it answers. What they were waiting for before (their time, a pause, a worker, another campaign) counts for nothing.
 */
export async function silenceOf(ctx: TxCtx, row: CampaignRow): Promise<{ since: string; waiting: number } | null> {
  if (row.status !== 'sending') return null;
  const held = await heldByLiving(ctx.services, ctx.tenant, row.id, ctx.clock.now());
  if (!held.since) return null;
  const from = new Date(Math.max(held.since.getTime(), row.updatedAt.getTime())).toISOString();
  // By the campaign that a fact is about: the payloads of large ones are dear to look into.
  const [last] = await ctx.tx.execute<{ at: string }>(sql`
    select o.occurred_at as at from outbox o
    where o.tenant_id = ${ctx.tenant} and o.id >= (select uuidv7(${from}::timestamptz - now())) and o.entity_type = 'message_batch'
      and o.type in ('message.sent', 'message.deferred', 'message.failed', 'message.uncertain')
      and coalesce((select c.channel from campaigns c where c.tenant_id = o.tenant_id and c.id = o.entity_id), o.payload ->> 'channel') = ${row.channel}
    order by o.id desc limit 1`);
  const since = last ? new Date(last.at) : new Date(from);
  if (ctx.clock.now().getTime() - since.getTime() < usualMs) return null;
  return { since: since.toISOString(), waiting: held.waiting };
}
