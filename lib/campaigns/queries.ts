import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { campaignSegments, campaigns, campaignStats, segments, templateVersions, templates } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { lanesInSandbox } from '@/lib/pipeline';
import { notFound } from '@/lib/platform/errors';
import { outcomes, outcomeOf, type MessageState } from '@/lib/pipeline/vocabulary';
import { topicNames } from '@/lib/topics';
import type { Campaign, Caught, Totals } from './schema';
import { sendersOf } from './sender';
import { shownOptions } from './variants/present';
import { recountedWithinMs, type CampaignStatus } from './vocabulary';

export type CampaignRow = typeof campaigns.$inferSelect;

/**
 * A campaign of this tenant; `lock` holds it against a second start, pause or end, but not against rows that refer to it: who
 * writes its counts would wait here, and this one for the counts. Throws `not_found`.
 */
/**
 * The line in which whoever changes a campaign waits for the batches that plan it. Share locks of its row alone would be granted to
 * batch after batch past somebody who waits to pause it.
 */
export const lineOf = (tenant: string, id: string): string => `campaign:${tenant}:${id}`;

export async function findCampaign(ctx: TxCtx, id: string, lock = false): Promise<CampaignRow> {
  if (lock) await ctx.tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${lineOf(ctx.tenant, id)}, 0))`);
  const select = ctx.tx
    .select()
    .from(campaigns)
    .where(and(eq(campaigns.tenantId, ctx.tenant), eq(campaigns.id, id), isNull(campaigns.deletedAt)));
  const [row] = await (lock ? select.for('no key update') : select);
  if (!row) throw notFound('campaign');
  return row;
}

export const noTotals = (): Totals => ({
  planned: 0,
  sent: 0,
  deferred: 0,
  skipped: 0,
  failed: 0,
  discarded: 0,
  uncertain: 0,
  inProgress: 0,
  delivered: 0,
  opened: 0,
  clicked: 0,
  replied: 0,
  unsubscribed: 0,
  bounced: 0,
  complained: 0,
  machineOpened: 0,
  machineClicked: 0,
});

interface CountRow extends Record<string, unknown> {
  source_id: string;
  status: MessageState;
  reason: string | null;
  n: number;
  delivered: number;
  opened: number;
  clicked: number;
  replied: number;
  unsubscribed: number;
  bounced: number;
  complained: number;
  machine_opened: number;
  machine_clicked: number;
  discarded: number;
}

interface Counted {
  totals: Totals;
  /** Skip reason → people. */
  skippedBy: Record<string, number>;
  /** Failure code → people. */
  failedBy: Record<string, number>;
  /** What they wait for: the gate's reason, or the code of the last answer → people. */
  deferredBy: Record<string, number>;
}
const nothingCounted = (): Counted => ({ totals: noTotals(), skippedBy: {}, failedBy: {}, deferredBy: {} });

/** The last recount of each campaign, a second or so behind; what no recount knows yet has nothing. */
export async function lastTotals(ctx: TxCtx, ids: string[]): Promise<Map<string, Counted>> {
  const rows = await ctx.tx
    .select()
    .from(campaignStats)
    .where(and(eq(campaignStats.tenantId, ctx.tenant), inArray(campaignStats.campaignId, ids)));
  return new Map(
    rows.map((s) => [
      s.campaignId,
      {
        totals: {
          planned: s.plannedCount,
          sent: s.sentCount,
          deferred: s.deferredCount,
          skipped: s.skippedCount,
          failed: s.failedCount,
          discarded: s.discardedCount,
          uncertain: s.uncertainCount,
          inProgress: s.inProgressCount,
          delivered: s.deliveredCount,
          opened: s.openedCount,
          clicked: s.clickedCount,
          replied: s.repliedCount,
          unsubscribed: s.unsubscribedCount,
          bounced: s.bouncedCount,
          complained: s.complainedCount,
          machineOpened: s.machineOpenedCount,
          machineClicked: s.machineClickedCount,
        },
        skippedBy: s.skippedBy,
        failedBy: s.failedBy,
        deferredBy: s.deferredBy,
      },
    ]),
  );
}

/** Of which of these campaigns the sandbox caught any, as their reports were counted last. */
async function caughtOf(ctx: TxCtx, ids: string[]): Promise<Map<string, Caught>> {
  const rows = await ctx.tx.execute<{ id: string; caught: Caught }>(sql`
    select campaign_id as id, breakdown -> 'caught' as caught from campaign_stats
    where tenant_id = ${ctx.tenant} and campaign_id in ${ids} and breakdown #>> '{caught,count}' <> '0'`);
  return new Map(rows.map(({ id, caught }) => [id, caught]));
}

/** Counts the sending truth itself: one row per recipient, so that the terms add up whatever happened. */
export async function countTotals(ctx: TxCtx, ids: string[]): Promise<Map<string, Counted>> {
  const result = new Map<string, Counted>(ids.map((id) => [id, nothingCounted()]));
  if (ids.length === 0) return result;
  const rows = await ctx.tx.execute<CountRow>(sql`
    select source_id, status, case status when 'skipped' then verdict_reason when 'failed' then error_code when 'deferred' then coalesce(error_code, verdict_reason) end as reason, count(*)::int as n, count(delivered_at)::int as delivered, count(opened_at)::int as opened,
      count(clicked_at)::int as clicked, count(replied_at)::int as replied, count(unsubscribed_at)::int as unsubscribed, count(bounced_at)::int as bounced,
      count(complained_at)::int as complained, count(machine_opened_at)::int as machine_opened, count(machine_clicked_at)::int as machine_clicked,
      count(discarded_at)::int as discarded
    from pipeline_messages where tenant_id = ${ctx.tenant} and source_type = 'campaign' and source_id in ${ids} group by source_id, status, reason`);
  for (const row of rows) {
    const entry = result.get(row.source_id);
    if (!entry) continue;
    const { totals, skippedBy, failedBy, deferredBy } = entry;
    totals.planned += row.n;
    totals[outcomeOf[row.status]] += row.n;
    for (const key of ['delivered', 'opened', 'clicked', 'replied', 'unsubscribed', 'bounced', 'complained'] as const)
      totals[key] += row[key];
    totals.machineOpened += row.machine_opened;
    totals.machineClicked += row.machine_clicked;
    if (row.status === 'failed') totals.discarded += row.discarded;
    const by = row.status === 'failed' ? failedBy : row.status === 'deferred' ? deferredBy : skippedBy;
    if (row.reason) by[row.reason] = (by[row.reason] ?? 0) + row.n;
  }
  return result;
}

/** A count that takes so long is not made for everybody who watches. */
const dearMs = 50;

/**
 * Totals for those who watch one campaign: counted now, or, of one that is being sent and dear to count, its last recount, while
 * recounts keep up or nothing has changed since. One from before the audience was planned to the end would not hold all of it.
 */
async function watchedTotals(ctx: TxCtx, { id, status, plannedAt }: CampaignRow): Promise<Map<string, Counted>> {
  if (status !== 'sending') return countTotals(ctx, [id]);
  const planned = sql`${plannedAt?.toISOString() ?? null}::timestamptz`;
  const [good] = await ctx.tx.execute(sql`
    select 1 from campaign_stats where tenant_id = ${ctx.tenant} and campaign_id = ${id} and recount_ms >= ${dearMs}
      and updated_at > coalesce(${planned}, '-infinity')
      and (updated_at > now() - make_interval(secs => ${recountedWithinMs} / 1000.0) or stale_at is null and ${planned} is not null)`);
  return good ? lastTotals(ctx, [id]) : countTotals(ctx, [id]);
}

/** The six terms of the sum equal its total; screens turn red if this is ever false. */
export const addsUp = (totals: Totals): boolean =>
  outcomes.reduce((sum, term) => sum + totals[term], 0) === totals.planned;

const iso = (date: Date | null) => date?.toISOString() ?? null;

const topicsOf = (ctx: TxCtx, rows: readonly CampaignRow[]) =>
  topicNames(
    ctx,
    rows.flatMap((row) => row.topicId ?? []),
  );

const segmentsOf = (ctx: TxCtx, ids: string[]) =>
  ctx.tx
    .select({
      campaignId: campaignSegments.campaignId,
      id: segments.id,
      name: segments.name,
      excluded: campaignSegments.excluded,
      deletedAt: segments.deletedAt,
    })
    .from(campaignSegments)
    .innerJoin(
      segments,
      and(eq(segments.tenantId, campaignSegments.tenantId), eq(segments.id, campaignSegments.segmentId)),
    )
    .where(and(eq(campaignSegments.tenantId, ctx.tenant), inArray(campaignSegments.campaignId, ids)))
    .orderBy(asc(segments.name));

/** Campaigns as they are shown, with totals counted now (`countTotals`) or at the last recount (`lastTotals`). */
export async function presentCampaigns(
  ctx: TxCtx,
  rows: CampaignRow[],
  totalsOf: (ctx: TxCtx, ids: string[]) => Promise<Map<string, Counted>>,
): Promise<z.input<typeof Campaign>[]> {
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const [counts, options, topics, senders, sandboxed, caught, segmentRows, templateRows] = await Promise.all([
    totalsOf(ctx, ids),
    shownOptions(ctx, rows),
    topicsOf(ctx, rows),
    sendersOf(ctx, rows),
    lanesInSandbox(ctx, ids),
    caughtOf(ctx, ids),
    segmentsOf(ctx, ids),
    ctx.tx
      .select({
        campaignId: campaigns.id,
        name: templates.name,
        subject: templateVersions.subject,
        version: templateVersions.version,
      })
      .from(campaigns)
      .innerJoin(templates, and(eq(templates.tenantId, campaigns.tenantId), eq(templates.id, campaigns.templateId)))
      .innerJoin(
        templateVersions,
        and(
          eq(templateVersions.tenantId, campaigns.tenantId),
          eq(templateVersions.templateId, templates.id),
          sql`(${templateVersions.id} = ${campaigns.templateVersionId} or (${campaigns.templateVersionId} is null and ${templateVersions.version} = ${templates.currentVersion}))`,
        ),
      )
      .where(and(eq(campaigns.tenantId, ctx.tenant), inArray(campaigns.id, ids))),
  ]);
  return rows.map((row) => {
    const template = templateRows.find((t) => t.campaignId === row.id);
    const { totals, ...by } = counts.get(row.id) ?? nothingCounted();
    return {
      id: row.id,
      name: row.name,
      channel: row.channel,
      purpose: row.purpose as Campaign['purpose'],
      topic: row.topicId ? { id: row.topicId, name: topics.get(row.topicId) ?? '' } : null,
      sender: senders.get(row.id) ?? null,
      status: row.status as CampaignStatus,
      inSandbox: sandboxed.has(row.id),
      templateId: row.templateId,
      templateName: template?.name ?? '',
      templateVersion: row.templateVersionId ? (template?.version ?? null) : null,
      subject: template?.subject ?? '',
      trackOpens: row.trackOpens,
      trackClicks: row.trackClicks,
      segments: segmentRows
        .filter((s) => s.campaignId === row.id)
        .map(({ id, name, excluded, deletedAt }) => ({ id, name, excluded, deleted: deletedAt !== null })),
      totals,
      caught: caught.get(row.id) ?? null,
      ...by,
      scheduledAt: iso(row.scheduledAt),
      startedAt: iso(row.startedAt),
      plannedAt: iso(row.plannedAt),
      completedAt: iso(row.completedAt),
      error: row.error,
      options: options(row),
      createdAt: row.createdAt.toISOString(),
      version: row.version,
    };
  });
}

export async function presentCampaign(ctx: TxCtx, row: CampaignRow): Promise<z.input<typeof Campaign>> {
  const [campaign] = await presentCampaigns(ctx, [row], () => watchedTotals(ctx, row));
  if (!campaign) throw notFound('campaign');
  return campaign;
}
