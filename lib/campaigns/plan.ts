import { systemTags } from '@/lib/platform/db/system';
import { growing } from '@/lib/platform/db/statistics';
import { withTenant, withTenantTags } from '@/lib/platform/db/tenant';
import type { Ctx } from '@/lib/platform/context';
import { defineJob, type JobRun } from '@/lib/platform/jobs';
import { inLine } from '@/lib/platform/in-line';
import { readAhead } from '@/lib/platform/read-ahead';
import { gateAsk, gateFacts, planRecipients, wakeLane, type Planned, type PlanSource } from '@/lib/pipeline';
import { evaluateSegment } from '@/lib/segments';
import type { Channel } from '@/lib/contacts/vocabulary';
import { assigning } from './assigning';
import { audience } from './audience';
import { tellStale } from './stats';
import { respreadPlanned } from './timing/respread';
import { findCampaign, lineOf } from './queries';
import { pauseUnplanned } from './pause';

const batch = 2500;
/** Batches written at a time: one is on its way into PostgreSQL while the next one is judged. */
const writers = 3;

/** Fixes the audience: brings its segments up to date, then gives each member its row. Safe to run again from the start. */
export const planCampaign = defineJob({
  type: 'campaigns.plan',
  async run(job: JobRun) {
    const { ctx } = job;
    const id = String(job.payload['campaignId']);
    const campaign = await withTenant(ctx, (tx) => findCampaign(tx, id));
    if (campaign.status === 'cancelled') return;
    // It died after all were planned: whether the lane still waits for it is looked at again.
    if (campaign.plannedAt) return respreadPlanned(ctx, id);
    const sql = systemTags(ctx.services);
    const segments = await sql<
      { segment_id: string }[]
    >`select segment_id from campaign_segments where tenant_id = ${ctx.tenant} and campaign_id = ${id}`;
    for (const { segment_id } of segments) await evaluateSegment(ctx, { id: segment_id });
    const [version] = await sql<
      { template_id: string }[]
    >`select template_id from template_versions where tenant_id = ${ctx.tenant} and id = ${campaign.templateVersionId}`;
    const channel = campaign.channel as Channel;
    const ask = await gateAsk(
      sql,
      ctx.tenant,
      { source: 'campaign', channel, purpose: campaign.purpose, topicId: campaign.topicId, campaignId: id },
      ctx.clock.now(),
    );
    const source: PlanSource = {
      tenant: ctx.tenant,
      laneId: id,
      sourceType: 'campaign',
      sourceId: id,
      epoch: campaign.seriesId ? campaign.runNumber : 0,
      channel,
      rules: ask.rules,
      templateId: version?.template_id ?? null,
      templateVersionId: campaign.templateVersionId,
    };
    const assignFor = await assigning(ctx, campaign);
    const counts = { planned: 0, queued: 0, deferred: 0, skipped: 0 };
    const refresh = growing(ctx, 'messages');
    const batches = async function* () {
      for await (const ids of audience(sql, ctx.tenant, id, batch))
        yield await gateFacts(sql, ctx.tenant, ids, ask, ctx.clock.now());
    };
    const line = inLine(writers, async (planned: Planned | null) => {
      if (!planned) return false;
      for (const state of ['planned', 'queued', 'deferred', 'skipped'] as const) counts[state] += planned[state];
      const people = counts.planned + counts.queued + counts.deferred + counts.skipped;
      job.progress(people, null, 'people planned');
      await refresh(people);
      return true;
    });
    try {
      for await (const recipients of readAhead(batches())) {
        const assign = await assignFor(sql, recipients);
        const batchSource = { ...source, ...(assign ? { assign } : {}) };
        if (!(await line.add(() => planBatch(ctx, id, batchSource, recipients)))) return counts;
      }
      if (!(await line.end())) return counts;
    } finally {
      await line.settled();
    }
    await finish(ctx, id);
    return counts;
  },
  onEnd: pauseUnplanned,
});

/** One batch, unless the campaign was cancelled meanwhile: its row is locked, so that cancelling waits and then sees all. */
const planBatch = (
  ctx: Ctx,
  id: string,
  source: Parameters<typeof planRecipients>[1],
  recipients: Parameters<typeof planRecipients>[2],
) =>
  withTenantTags(ctx, async (sql) => {
    await sql`select pg_advisory_xact_lock_shared(hashtextextended(${lineOf(ctx.tenant, id)}, 0))`;
    const [row] = await sql<
      { status: string }[]
    >`select status from campaigns where tenant_id = ${ctx.tenant} and id = ${id} for share`;
    if (!row || row.status === 'cancelled') return null;
    const counts = await planRecipients(sql, source, recipients, ctx.clock.now());
    await tellStale(sql, [{ tenant: ctx.tenant, payload: { sourceType: 'campaign', sourceId: id } }], ctx.clock.now());
    return counts;
  });

const finish = async (ctx: Ctx, id: string): Promise<void> => {
  await withTenantTags(ctx, async (sql) => {
    const now = ctx.clock.now();
    await sql`update campaigns set planned_at = ${now}, error = null, updated_at = ${now} where tenant_id = ${ctx.tenant} and id = ${id}`;
    await wakeLane(sql, ctx.tenant, id, now);
  });
  await respreadPlanned(ctx, id);
};
