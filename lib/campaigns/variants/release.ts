import { wakeLane } from '@/lib/pipeline';
import type { Ctx } from '@/lib/platform/context';
import { withTenant, withTenantTags } from '@/lib/platform/db/tenant';
import { defineJob, type JobRun } from '@/lib/platform/jobs';
import { pauseUnreleased } from '../pause';
import { findCampaign, type CampaignRow } from '../queries';
import { tellStale } from '../stats';
import { spreaderFor } from '../timing/dues';
import type { Spreader } from '../timing/spread';
import { variantsOf, type VariantRow } from './store';

const batch = 5000;

/** Gives who waited the variant that won. Goes on where it was after a kill: what is queued does not wait any more. */
export const releaseWinner = defineJob({
  type: 'campaigns.release',
  async run(job: JobRun) {
    const { ctx } = job;
    const id = String(job.payload['campaignId']);
    const { campaign, winner } = await withTenant(ctx, async (tx) => ({
      campaign: await findCampaign(tx, id),
      winner: (await variantsOf(tx, id)).find((v) => v.isWinner),
    }));
    if (!winner) return { queued: 0 };
    const { perHour } = campaign;
    const spreader = perHour ? await spreaderFor(ctx, id, perHour, ctx.clock.now()) : null;
    let queued = 0;
    for (;;) {
      const n = await releaseBatch(ctx, campaign, winner, spreader);
      queued += n;
      job.progress(queued, null, 'people get the winner');
      if (n < batch) return { queued };
    }
  },
  onEnd: pauseUnreleased,
});

/** One batch, unless the campaign was cancelled meanwhile: its row is locked, so that cancelling waits and then sees all. */
const releaseBatch = (ctx: Ctx, { id }: CampaignRow, winner: VariantRow, spreader: Spreader | null): Promise<number> =>
  withTenantTags(ctx, async (sql) => {
    const [row] = await sql<
      { status: string }[]
    >`select status from campaigns where tenant_id = ${ctx.tenant} and id = ${id} for share`;
    if (!row || row.status === 'cancelled') return 0;
    const now = ctx.clock.now();
    const waiting = await sql<{ id: string; due: Date }[]>`
      select id, due_at as due from pipeline_messages where tenant_id = ${ctx.tenant} and lane_id = ${id} and status = 'planned'
      order by id limit ${batch} for update`;
    if (waiting.length === 0) return 0;
    const dues = waiting.map(({ due }) => {
      const notBefore = Math.max(due.getTime(), now.getTime());
      return new Date(spreader ? spreader.take(notBefore, now.getTime()) : notBefore).toISOString();
    });
    await sql`
      update pipeline_messages m set status = 'queued', variant = ${winner.position}, template_version_id = ${winner.templateVersionId}, due_at = r.due_at
      from unnest(${waiting.map((m) => m.id)}::uuid[], ${dues}::timestamptz[]) as r(id, due_at) where m.tenant_id = ${ctx.tenant} and m.id = r.id`;
    await wakeLane(sql, ctx.tenant, id, now);
    await tellStale(sql, [{ tenant: ctx.tenant, payload: { sourceType: 'campaign', sourceId: id } }], now);
    return waiting.length;
  });
