import { sql } from 'drizzle-orm';
import type { CommandCtx } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { messageFacts } from './events';
import type { LaneState } from './vocabulary';
import type { Channel } from '@/lib/contacts/vocabulary';

const campaignPriority = 5;

interface CampaignLane {
  id: string;
  channel: string;
  /** Its messages go to the sandbox to the end, whatever carries the channel later. */
  inSandbox: boolean;
}

/** Makes the lane of a campaign; its messages are queued into it. */
export async function openCampaignLane(ctx: TxCtx, { id, channel, inSandbox }: CampaignLane): Promise<void> {
  await ctx.tx.execute(
    sql`insert into pipeline_lanes (tenant_id, id, kind, channel, priority, sandbox) values (${ctx.tenant}, ${id}, 'campaign', ${channel}, ${campaignPriority}, ${inSandbox}) on conflict do nothing`,
  );
}

/** Which of these campaigns began in the sandbox, where they stay. */
export async function lanesInSandbox(ctx: TxCtx, ids: string[]): Promise<Set<string>> {
  const rows = await ctx.tx.execute<{ id: string }>(
    sql`select id from pipeline_lanes where tenant_id = ${ctx.tenant} and id in ${ids} and sandbox`,
  );
  return new Set(rows.map(({ id }) => id));
}

/** Starts, pauses or ends a lane: one row, however many messages wait in it. */
export async function setLane(ctx: TxCtx, id: string, state: LaneState): Promise<void> {
  await ctx.tx.execute(
    sql`update pipeline_lanes set state = ${state}, due_at = ${ctx.clock.now().toISOString()} where tenant_id = ${ctx.tenant} and id = ${id}`,
  );
  if (state === 'active') await ctx.tx.execute(sql`select pg_notify('pipeline', ${ctx.tenant})`);
}

/** Tells the delivery that something was queued; a lane that is paused stays so. */
export async function wakeQueued(ctx: TxCtx, id: string): Promise<void> {
  await ctx.tx.execute(
    sql`update pipeline_lanes set due_at = least(due_at, ${ctx.clock.now().toISOString()}::timestamptz) where tenant_id = ${ctx.tenant} and id = ${id}`,
  );
  await ctx.tx.execute(sql`select pg_notify('pipeline', ${ctx.tenant})`);
}

/** Skips what a cancelled campaign has not handed over, with the reason. Returns how many. */
export async function cancelMessages(ctx: CommandCtx, campaignId: string): Promise<number> {
  const now = ctx.clock.now().toISOString();
  const rows = await ctx.tx.execute<{ id: string; contact_id: string; channel: Channel }>(sql`
    with open as (
      delete from pipeline_queue where tenant_id = ${ctx.tenant} and lane_id = ${campaignId} returning message_id as id),
    waiting as (
      select id from pipeline_messages where tenant_id = ${ctx.tenant} and source_type = 'campaign' and source_id = ${campaignId} and rare_status = 'planned')
    update pipeline_messages m set status = 'skipped', verdict_rule = 'campaign', verdict_reason = 'cancelled', finished_at = ${now}
    from (select id from open union all select id from waiting) as w where m.tenant_id = ${ctx.tenant} and m.id = w.id returning m.id, m.contact_id, m.channel`);
  const items = rows.map((row) => ({ id: row.id, contactId: row.contact_id, at: now, detail: 'cancelled' }));
  for (const fact of messageFacts('skipped', {
    channel: rows[0]?.channel ?? 'email',
    sourceType: 'campaign',
    sourceId: campaignId,
    templateId: null,
    items,
  }))
    ctx.emit(fact);
  return rows.length;
}
