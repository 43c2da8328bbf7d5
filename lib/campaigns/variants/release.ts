import { intoQueue, wakeLane } from '@/lib/pipeline';
import type { Ctx } from '@/lib/platform/context';
import { withTenant, withTenantTags } from '@/lib/platform/db/tenant';
import { defineJob, type JobRun } from '@/lib/platform/jobs';
import { pauseUnreleased } from '../pause';
import { findCampaign } from '../queries';
import { tellStale } from '../stats';
import { spreaderFor } from '../timing/dues';
import type { Spreader } from '../timing/spread';

const batch = 5000;

/** Gives who waited the variant that won. Goes on where it was after a kill: what is queued does not wait any more. */
export const releaseWinner = defineJob({
  type: 'campaigns.release',
  async run(job: JobRun) {
    const { ctx } = job;
    const id = String(job.payload['campaignId']);
    const campaign = await withTenant(ctx, (tx) => findCampaign(tx, id));
    const { perHour, pausedSeconds } = campaign;
    const paused = Number(job.payload['paused'] ?? pausedSeconds);
    const spreader = perHour ? await spreaderFor(ctx, campaign, perHour, ctx.clock.now()) : null;
    let queued = 0;
    for (;;) {
      const n = await releaseBatch(ctx, id, paused, spreader);
      queued += n;
      job.progress(queued, null, 'people get the winner');
      if (n < batch) return { queued };
    }
  },
  onEnd: pauseUnreleased,
});

/**
 * One batch, unless the campaign was paused or cancelled meanwhile: its row is locked, so that both wait and then see all. Its
 * resumption has another job, and an edit before it changes what the winner says.
 */
const releaseBatch = (ctx: Ctx, id: string, paused: number, spreader: Spreader | null): Promise<number> =>
  withTenantTags(ctx, async (sql) => {
    const [row] = await sql`
      select 1 from campaigns where tenant_id = ${ctx.tenant} and id = ${id} and status = 'sending' and paused_seconds = ${paused} for share`;
    if (!row) return 0;
    const [winner] = await sql<{ position: number; version: string | null }[]>`
      select position, template_version_id as version from campaign_variants where tenant_id = ${ctx.tenant} and campaign_id = ${id} and is_winner`;
    if (!winner) return 0;
    const now = ctx.clock.now();
    const waiting = await sql<{ id: string; due: Date }[]>`
      select id, due_at as due from pipeline_messages where tenant_id = ${ctx.tenant} and source_type = 'campaign' and source_id = ${id} and rare_status = 'planned'
      order by contact_id limit ${batch} for update`;
    if (waiting.length === 0) return 0;
    const dues = waiting.map(({ due }) => {
      const notBefore = Math.max(due.getTime(), now.getTime());
      return new Date(spreader ? spreader.take(notBefore, now.getTime()) : notBefore).toISOString();
    });
    await sql`
      with changed as (
        update pipeline_messages m set status = 'queued', variant = ${winner.position}, template_version_id = ${winner.version}, due_at = r.due_at
        from unnest(${waiting.map((m) => m.id)}::uuid[], ${dues}::timestamptz[]) as r(id, due_at) where m.tenant_id = ${ctx.tenant} and m.id = r.id
        returning m.id, m.status, m.due_at)
      ${intoQueue(sql, ctx.tenant, id)}`;
    await wakeLane(sql, ctx.tenant, id, now);
    await tellStale(sql, [{ tenant: ctx.tenant, payload: { sourceType: 'campaign', sourceId: id } }], now);
    return waiting.length;
  });
