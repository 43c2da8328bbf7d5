import { sql } from 'drizzle-orm';
import { isByMailboxes } from '@/lib/compliance/vocabulary';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { lastBreakdown } from '../breakdown';
import { findCampaign, lastTotals, type CampaignRow } from '../queries';
import { CampaignRef, type Totals } from '../schema';
import { fullest, rulesOf } from './capacity';
import { fewest, usualRate } from './rate';
import { Waves } from './forecast';
import { CampaignOutlook } from './schema';
import { sharedRefusal, sharedSilence } from './silence';

/** Messages a second since it began, without the time that it was paused; null while that says nothing. */
function ownRate(row: CampaignRow, sent: number, now: Date): number | null {
  if (!row.startedAt || row.perHour || row.sendLocal || sent < fewest) return null;
  const seconds = (now.getTime() - row.startedAt.getTime()) / 1000 - row.pausedSeconds;
  return seconds > 0 ? sent / seconds : null;
}

/** When the first (`asc`) or the last of those who wait may go, or could when a worker took them, milliseconds; 0 when nobody waits. */
async function dueMsOf(ctx: TxCtx, id: string, order: 'asc' | 'desc'): Promise<number> {
  const [row] = await ctx.tx.execute<{ due: string }>(sql`
    select due from (
      (select due_at as due from pipeline_queue where tenant_id = ${ctx.tenant} and lane_id = ${id} order by due_at ${sql.raw(order)} limit 1)
      union all select due from pipeline_claims c cross join unnest(c.dues) as due where c.tenant_id = ${ctx.tenant} and c.lane_id = ${id}) as waits
    order by due ${sql.raw(order)} limit 1`);
  return row ? new Date(row.due).getTime() : 0;
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
    const lastMs = await dueMsOf(ctx, id, 'desc');
    const [waiting] = await ctx.tx.execute(sql`
      select 1 from pipeline_messages where tenant_id = ${ctx.tenant} and source_type = 'campaign' and source_id = ${id} and rare_status = 'planned' limit 1`);
    // What is not counted yet may be any number.
    const rateMs = rate && left > 0 ? now.getTime() + (left / rate) * 1000 : null;
    const timed = row.perHour !== null || row.sendLocal;
    // All who are left wait for a later time: that is known, however fast it goes then.
    const byDue = timed || (rate === null && (await dueMsOf(ctx, id, 'asc')) > now.getTime());
    const ends = row.status === 'sending' && row.plannedAt && (left > 0 || lastMs > 0) && !waiting;
    const silence = await sharedSilence(ctx, row);
    const refusal = await sharedRefusal(ctx, row);
    const capacityMs = ends && !silence && !refusal ? await capacityEnd(ctx, row, totals, now) : null;
    // Late messages cannot have been handed over before now.
    const known = capacityMs !== null && (byDue ? lastMs > 0 : rateMs !== null || capacityMs > 0);
    return {
      left,
      waits: waiting !== undefined,
      silence,
      refusal,
      perSecond: row.perHour ? row.perHour / 3600 : rate,
      finishAt:
        known && capacityMs !== null
          ? new Date(Math.max(lastMs, rateMs ?? 0, capacityMs, now.getTime())).toISOString()
          : null,
    };
  },
});

/** Up to here the recipients are looked at themselves: as quick as anything else. */
const few = 10_000;

/** Who is left by domain, shared out as it was counted last; null: not counted yet. Reads no messages of a large campaign. */
async function leftByDomain(ctx: TxCtx, id: string, planned: number, left: number): Promise<Waves | null> {
  const now = ctx.clock.now().getTime();
  const waves = new Waves();
  if (planned <= few) {
    const domains = await ctx.tx.execute<{ domain: string; n: number }>(sql`
      select split_part(recipient_address, '@', 2) as domain, count(*)::int as n from pipeline_messages
      where tenant_id = ${ctx.tenant} and source_type = 'campaign' and source_id = ${id} and status in ('queued', 'deferred') group by 1`);
    for (const { domain, n } of domains) waves.add(domain, now, n);
    return waves;
  }
  const { parts } = await lastBreakdown(ctx, id);
  const counted = (parts?.left ?? []).reduce((sum, { n }) => sum + n, 0);
  if (!parts?.left || counted === 0) return null;
  for (const { domain, n } of parts.left) waves.add(domain, now, Math.ceil((n * left) / counted));
  return waves;
}

/** When the last of those who are left finds room in the capacities, milliseconds; 0 where none is set, null while nobody can tell. */
async function capacityEnd(
  ctx: TxCtx,
  row: CampaignRow,
  totals: Totals | undefined,
  now: Date,
): Promise<number | null> {
  const rules = await rulesOf(ctx, row, now);
  if (rules.capacities.length === 0) return 0;
  if (!totals) return null;
  const left = totals.inProgress + totals.deferred;
  const apart = rules.capacities.some(({ action }) => isByMailboxes(action.per));
  const waves = apart ? await leftByDomain(ctx, row.id, totals.planned, left) : new Waves();
  if (!waves) return null;
  if (!apart) waves.add('', now.getTime(), left);
  // Those who were told to come later are among the ones that are left.
  return (await fullest(ctx, { rules, waves, senderId: row.senderId, now, counts: 'used' }))?.at ?? 0;
}
