import { sql } from 'drizzle-orm';
import { pipelineMessages as m } from '@/db/schema';
import { intoQueue, setLane, wakeQueued } from '@/lib/pipeline';
import { command, type CommandCtx } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { findCampaign, type CampaignRow } from './queries';
import { RecipientsRetried, RecipientsRetry } from './schema';
import { saidNotSent } from './settle';
import { closeToRespread } from './timing/respread';
import { campaignFact, changeCampaign, requireStatus } from './write';

/** Put back in one call; the answer says how many are left. */
const mostAtOnce = 20_000;

/** Not what somebody said was not sent, and not what anything came back for: those may have arrived. */
const failed = (ctx: CommandCtx, campaignId: string) =>
  sql`${m.tenantId} = ${ctx.tenant} and ${m.sourceType} = 'campaign' and ${m.sourceId} = ${campaignId} and ${m.rareStatus} = 'failed'
    and ${m.errorCode} is distinct from ${saidNotSent}
    and not exists (select 1 from pipeline_delivery_logs l where l.tenant_id = ${ctx.tenant} and l.message_id = ${m.id})`;

/**
 * Queues failed messages once more: no server ever took them, so nobody can get one twice. The same row goes on, with its
 * attempts counted anew, and the gate judges it again. A completed campaign is sending again until they are through.
 */
export const retryFailed = command({
  name: 'campaigns.retryFailed',
  summary: 'Try failed messages again, which no server ever took; the gate is asked anew',
  access: 'campaigns:send',
  http: { method: 'POST', path: '/campaigns/{id}/recipients/retry' },
  input: RecipientsRetry,
  output: RecipientsRetried,
  entity: ({ id }) => ({ type: 'campaign', id }),
  async run(ctx, { id, messageIds, reason }) {
    const row = await findCampaign(ctx, id, true);
    requireStatus(row, ['sending', 'paused', 'completed'], 'tried again');
    if (row.archivedAt) throw conflict('This campaign is archived. Restore it first, then try again.');
    const now = ctx.clock.now();
    const at = now.toISOString();
    const named = messageIds ? sql`and ${m.id} = any(${sql.param(messageIds)}::uuid[])` : sql``;
    const why = reason ? sql`and ${m.errorCode} = ${reason}` : sql``;
    const rows = await ctx.tx.execute<{ id: string }>(sql`
      with changed as (
        update ${m} set status = 'queued', attempts = 0, due_at = ${at}::timestamptz, finished_at = null, error_code = null, error_message = null, lease_by = null
        where tenant_id = ${ctx.tenant} and status = 'failed' and id in (select ${m.id} from ${m} where ${failed(ctx, id)} ${named} ${why} order by ${m.contactId} limit ${mostAtOnce} for update)
        returning id, status, due_at)
      ${intoQueue(sql, ctx.tenant, id)} returning message_id as id`);
    const retried = [...rows].length;
    if (retried > 0) await goOn(ctx, row, now);
    const [left] = await ctx.tx.execute<{ n: number }>(
      sql`select count(*)::int as n from ${m} where ${failed(ctx, id)} ${why}`,
    );
    ctx.audit({ retried, ...(reason ? { reason } : {}), ...(messageIds ? { messageIds } : {}) });
    return { retried, left: left?.n ?? 0 };
  },
});

async function goOn(ctx: CommandCtx, row: CampaignRow, now: Date): Promise<void> {
  const at = now.toISOString();
  // Counts are renewed by facts of messages, and being queued again is none.
  await ctx.tx.execute(
    sql`update campaign_stats set stale_at = coalesce(stale_at, ${at}::timestamptz), breakdown_stale_at = ${at}::timestamptz where tenant_id = ${ctx.tenant} and campaign_id = ${row.id}`,
  );
  if (row.status === 'paused') return;
  let after = row;
  if (row.status === 'completed') {
    after = await changeCampaign(ctx, row, { status: 'sending', completedAt: null });
    campaignFact(ctx, 'resumed', after);
  }
  // With a pace they get slots first, and the lane opens then; a lane that waits for just that is left alone.
  if (row.perHour) await closeToRespread(ctx, after);
  else if (row.status === 'completed') await setLane(ctx, row.id, 'active');
  else await wakeQueued(ctx, row.id);
}
