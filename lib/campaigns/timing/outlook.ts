import { sql } from 'drizzle-orm';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { CampaignOutlook } from '../options';
import { findCampaign, lastTotals, type CampaignRow } from '../queries';
import { CampaignRef } from '../schema';

/** Fewer say nothing about how fast it goes. */
const fewest = 100;
const lately = 10;

/** Messages a second over the last campaigns that went as fast as they could; null when there were none of any size. */
export async function usualRate(ctx: TxCtx): Promise<number | null> {
  const [row] = await ctx.tx.execute<{ rate: number | null }>(sql`
    select sum(sent_count)::float8 / nullif(sum(seconds), 0) as rate from (
      select s.sent_count, greatest(1, extract(epoch from c.completed_at - c.started_at) - c.paused_seconds)::float8 as seconds
      from campaigns c join campaign_stats s on s.tenant_id = c.tenant_id and s.campaign_id = c.id
      where c.tenant_id = ${ctx.tenant} and c.status = 'completed' and c.per_hour is null and not c.send_local and c.test_percent = 100 and s.sent_count >= ${fewest}
      order by c.completed_at desc limit ${lately}) as last`);
  return row?.rate ?? null;
}

/** Messages a second since it began, without the time that it was paused; null while that says nothing. */
function ownRate(row: CampaignRow, sent: number, now: Date): number | null {
  if (!row.startedAt || row.perHour || row.sendLocal || sent < fewest) return null;
  const seconds = (now.getTime() - row.startedAt.getTime()) / 1000 - row.pausedSeconds;
  return seconds > 0 ? sent / seconds : null;
}

export const readOutlook = query({
  name: 'campaigns.outlook',
  summary: 'When a campaign that is being sent will have handed over the last message, as far as can be told',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns/{id}/outlook' },
  input: CampaignRef,
  output: CampaignOutlook,
  async run(ctx, { id }) {
    const row = await findCampaign(ctx, id);
    const now = ctx.clock.now();
    const totals = (await lastTotals(ctx, [id])).get(id)?.totals;
    const left = totals ? totals.inProgress + totals.deferred : 0;
    const rate = ownRate(row, totals?.sent ?? 0, now) ?? (await usualRate(ctx));
    const [last] = await ctx.tx.execute<{ due: string }>(sql`
      select due_at as due from pipeline_queue where tenant_id = ${ctx.tenant} and lane_id = ${id} order by due_at desc limit 1`);
    const [waiting] = await ctx.tx.execute(sql`
      select 1 from pipeline_messages where tenant_id = ${ctx.tenant} and source_type = 'campaign' and source_id = ${id} and rare_status = 'planned' limit 1`);
    const dueMs = last ? new Date(last.due).getTime() : 0;
    const rateMs = rate ? now.getTime() + (left / rate) * 1000 : null;
    const timed = row.perHour !== null || row.sendLocal;
    const known = timed ? dueMs || null : rateMs;
    return {
      left,
      waits: waiting !== undefined,
      perSecond: rate,
      // Late messages cannot have been handed over before now.
      finishAt:
        row.status === 'sending' && row.plannedAt && left > 0 && known && !waiting
          ? new Date(Math.max(known, timed ? (rateMs ?? 0) : 0, now.getTime())).toISOString()
          : null,
    };
  },
});
