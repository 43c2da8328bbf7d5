import { sql } from 'drizzle-orm';
import type { Channel } from '@/lib/contacts/vocabulary';
import type { TxCtx } from '@/lib/platform/context';
import { inHands } from './queue';

interface Source {
  id: string;
  channel: string;
}

const msOf = (at: string | null | undefined): number | null => (at ? new Date(at).getTime() : null);

/** When a server answered last to any message of a campaign's channel, and since when it says nothing to the campaign's own; null while it is not silent. Milliseconds. */
export async function heardOf(
  ctx: TxCtx,
  { id, channel }: Source,
): Promise<{ answeredAt: number; silentSince: number | null }> {
  const [row] = await ctx.tx.execute<{ answered: string | null; silent: string | null }>(sql`
    select max(answered_at) filter (where channel = ${channel}) as answered, max(silent_since) filter (where id = ${id}) as silent
    from pipeline_lanes where tenant_id = ${ctx.tenant}`);
  const answeredAt = msOf(row?.answered) ?? 0;
  const silentSince = msOf(row?.silent);
  return { answeredAt, silentSince: silentSince !== null && silentSince >= answeredAt ? silentSince : null };
}

/** The campaigns of other channels that were answered since an instant, and when last; milliseconds. */
export async function answeredBeside(
  ctx: TxCtx,
  { channel }: Source,
  from: number,
): Promise<{ id: string; at: number }[]> {
  const rows = await ctx.tx.execute<{ id: string; at: string }>(sql`
    select id, answered_at as at from pipeline_lanes
    where tenant_id = ${ctx.tenant} and kind = 'campaign' and channel <> ${channel} and answered_at >= ${new Date(from).toISOString()}`);
  return rows.map(({ id, at }) => ({ id, at: new Date(at).getTime() }));
}

/** What of a campaign waits because no server took it over, and is in no worker's hands: how many, at most so many, and when the first is tried next. */
export async function notHandedOver(
  ctx: TxCtx,
  campaignId: string,
  most: number,
): Promise<{ waiting: number; nextTryAt: string | null }> {
  const [row] = await ctx.tx.execute<{ waiting: number; next: string | null }>(sql`
    select count(*)::int as waiting, min(due_at) as next from (
      select due_at from pipeline_messages m
      where tenant_id = ${ctx.tenant} and source_type = 'campaign' and source_id = ${campaignId} and rare_status = 'deferred'
        and error_code = 'not_handed_over' and not ${inHands(sql)} limit ${most}) as waits`);
  return { waiting: row?.waiting ?? 0, nextTryAt: row?.next ? new Date(row.next).toISOString() : null };
}

interface ChannelHeard {
  channel: Channel;
  /** Milliseconds; null: never. */
  answeredAt: number | null;
  /** Something may go now, or is going. */
  isDue: boolean;
}

/** The channels of which anything was ever to be sent, and whether their servers were heard. */
export async function channelsHeard(ctx: TxCtx): Promise<ChannelHeard[]> {
  const now = ctx.clock.now().toISOString();
  const rows = await ctx.tx.execute<{ channel: Channel; answered: string | null; due: boolean }>(sql`
    select channel, max(answered_at) as answered, bool_or(case when state = 'active' then exists (
      select 1 from pipeline_queue q where q.tenant_id = l.tenant_id and q.lane_id = l.id and q.due_at <= ${now}) else false end) as due
    from pipeline_lanes l where tenant_id = ${ctx.tenant} group by channel order by channel`);
  return rows.map(({ channel, answered, due }) => ({ channel, answeredAt: msOf(answered), isDue: due }));
}
