import { sql } from 'drizzle-orm';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { CampaignOutlook } from '../options';
import { findCampaign, lastTotals, type CampaignRow } from '../queries';
import { CampaignRef } from '../schema';
import { fullest, rulesOf } from './capacity';
import { fewest, usualRate } from './rate';
import { Waves } from './forecast';

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
    const ends = row.status === 'sending' && row.plannedAt && left > 0 && !waiting;
    const capacityMs = ends ? await capacityEnd(ctx, row, left, now) : null;
    // Late messages cannot have been handed over before now.
    const known = timed ? dueMs > 0 : rateMs !== null || capacityMs !== null;
    return {
      left,
      waits: waiting !== undefined,
      perSecond: row.perHour ? row.perHour / 3600 : rate,
      finishAt:
        ends && known ? new Date(Math.max(dueMs, rateMs ?? 0, capacityMs ?? 0, now.getTime())).toISOString() : null,
    };
  },
});

/** When the last of those who are left finds room in the capacities, milliseconds; null where none is set. */
async function capacityEnd(ctx: TxCtx, row: CampaignRow, left: number, now: Date): Promise<number | null> {
  const rules = await rulesOf(ctx, row, now);
  if (rules.capacities.length === 0) return null;
  const waves = new Waves();
  if (rules.capacities.some(({ action }) => action.per === 'recipient_provider')) {
    const domains = await ctx.tx.execute<{ domain: string; n: number }>(sql`
      select split_part(recipient_address, '@', 2) as domain, count(*)::int as n from pipeline_messages
      where tenant_id = ${ctx.tenant} and source_type = 'campaign' and source_id = ${row.id} and status in ('queued', 'deferred') group by 1`);
    for (const { domain, n } of domains) waves.add(domain, now.getTime(), n);
  } else waves.add('', now.getTime(), left);
  // Those who were told to come later are among the ones that are left.
  return (await fullest(ctx, { rules, waves, senderId: row.senderId, now, counts: 'used' }))?.at ?? null;
}
