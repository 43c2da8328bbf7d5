import { systemTags } from '@/lib/platform/db/system';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { withTenant } from '@/lib/platform/db/tenant';
import type { Clock } from '@/lib/platform/clock';
import { jobContext, type Ctx } from '@/lib/platform/context';
import { defineJob, type JobRun } from '@/lib/platform/jobs';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import { gateFacts, planRecipients, wakeLane } from '@/lib/pipeline';
import { evaluateSegment } from '@/lib/segments';
import type { Channel } from '@/lib/contacts/vocabulary';
import { audiencePage } from './audience';
import { findCampaign } from './queries';
import { launchCampaign } from './run';

const batch = 5000;

/** Fixes the audience: brings its segments up to date, then gives each member its row. Safe to run again from the start. */
export const planCampaign = defineJob({
  type: 'campaigns.plan',
  async run(job: JobRun) {
    const { ctx } = job;
    const id = String(job.payload['campaignId']);
    const campaign = await withTenant(ctx, (tx) => findCampaign(tx, id));
    if (campaign.status === 'cancelled' || campaign.plannedAt) return;
    const sql = systemTags(ctx.services);
    const segments = await sql<{ segment_id: string }[]>`select segment_id from campaign_segments where tenant_id = ${ctx.tenant} and campaign_id = ${id}`;
    for (const { segment_id } of segments) await evaluateSegment(ctx, { id: segment_id });
    const [version] = await sql<{ template_id: string }[]>`select template_id from template_versions where tenant_id = ${ctx.tenant} and id = ${campaign.templateVersionId}`;
    const source = {
      tenant: ctx.tenant, laneId: id, sourceType: 'campaign' as const, sourceId: id, channel: campaign.channel as Channel,
      question: { purpose: campaign.purpose, transactional: false }, templateId: version?.template_id ?? null, templateVersionId: campaign.templateVersionId,
    };
    const counts = { queued: 0, skipped: 0 };
    for (let after: string | null = null; ; ) {
      const ids: string[] = await audiencePage(sql, ctx.tenant, id, after, batch);
      const recipients = await gateFacts(sql, ctx.tenant, ids, source.channel, campaign.purpose);
      const planned = await planBatch(ctx, id, source, recipients);
      if (!planned) return counts;
      counts.queued += planned.queued;
      counts.skipped += planned.skipped;
      job.progress(counts.queued + counts.skipped, null, 'people planned');
      after = ids.at(-1) ?? null;
      if (ids.length < batch) break;
    }
    await finish(ctx, id);
    return counts;
  },
});

/** One batch, unless the campaign was cancelled meanwhile: its row is locked, so that cancelling waits and then sees all. */
const planBatch = (ctx: Ctx, id: string, source: Parameters<typeof planRecipients>[1], recipients: Parameters<typeof planRecipients>[2]) =>
  withTenantTags(ctx, async (sql) => {
    const [row] = await sql<{ status: string }[]>`select status from campaigns where tenant_id = ${ctx.tenant} and id = ${id} for share`;
    if (!row || row.status === 'cancelled') return null;
    return planRecipients(sql, source, recipients, ctx.clock.now());
  });

const finish = (ctx: Ctx, id: string) =>
  withTenantTags(ctx, async (sql) => {
    const now = ctx.clock.now();
    await sql`update campaigns set planned_at = ${now}, updated_at = ${now} where tenant_id = ${ctx.tenant} and id = ${id}`;
    await wakeLane(sql, ctx.tenant, id, now);
  });

/** Starts the campaigns whose time has come, each as its own tenant. */
export async function launchDue(services: Services, clock: Clock): Promise<number> {
  const due = await systemTags(services)<{ tenant: string; id: string; time_zone: string }[]>`
    select c.tenant_id as tenant, c.id, t.time_zone from campaigns c join tenants t on t.id = c.tenant_id
    where c.status = 'scheduled' and c.scheduled_at <= ${clock.now()} and c.deleted_at is null order by c.scheduled_at limit 100`;
  for (const { tenant, id, time_zone } of due) {
    const ctx = jobContext({ tenant, name: 'schedule', timeZone: time_zone, clock, log: logger('campaigns'), services });
    await launchCampaign(ctx, { id }).catch((error: unknown) => ctx.log.error({ err: error, campaignId: id }, 'a scheduled campaign could not start'));
  }
  return due.length;
}
