import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import {
  attributeDefinitions,
  campaigns,
  campaignSegments,
  segmentHistory,
  segmentRules,
  segments,
  topics,
} from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { notFound } from '@/lib/platform/errors';
import type { SegmentRow } from './present';
import type { RuleLabels } from './words';

/** A segment of this tenant that is not deleted; throws `not_found`. `lock` keeps others from changing it meanwhile. */
export async function findSegment(ctx: TxCtx, id: string, { lock = false } = {}): Promise<SegmentRow> {
  const found = ctx.tx
    .select()
    .from(segments)
    .where(and(eq(segments.tenantId, ctx.tenant), eq(segments.id, id), isNull(segments.deletedAt)));
  const [row] = await (lock ? found.for('update') : found);
  if (!row) throw notFound('segment');
  return row;
}

/** The tenant's names for what rules refer to by key or id. */
export async function labelsOf(ctx: TxCtx): Promise<RuleLabels> {
  const [attributes, named, sent, abouts] = await Promise.all([
    ctx.tx
      .select({ key: attributeDefinitions.key, label: attributeDefinitions.label })
      .from(attributeDefinitions)
      .where(eq(attributeDefinitions.tenantId, ctx.tenant)),
    ctx.tx
      .select({ id: segments.id, name: segments.name })
      .from(segments)
      .where(and(eq(segments.tenantId, ctx.tenant), isNull(segments.deletedAt)))
      .limit(1000),
    ctx.tx
      .selectDistinct({ id: campaigns.id, name: campaigns.name })
      .from(campaigns)
      .innerJoin(
        segmentRules,
        and(
          eq(segmentRules.tenantId, campaigns.tenantId),
          sql`${segmentRules.value} ->> 'campaignId' = ${campaigns.id}::text`,
        ),
      )
      .where(eq(campaigns.tenantId, ctx.tenant))
      .limit(1000),
    ctx.tx
      .select({ id: topics.id, name: topics.name })
      .from(topics)
      .where(eq(topics.tenantId, ctx.tenant))
      .orderBy(sql`${topics.archivedAt} desc nulls first`)
      .limit(1000),
  ]);
  return {
    attributes: Object.fromEntries(attributes.map((a) => [a.key, a.label])),
    segments: Object.fromEntries(named.map((s) => [s.id, s.name])),
    campaigns: Object.fromEntries(sent.map((c) => [c.id, c.name])),
    topics: Object.fromEntries(abouts.map((t) => [t.id, t.name])),
  };
}

/** A campaign that will still ask for the members of this segment: scheduled, or begun and not planned yet. */
export async function waitingCampaign(ctx: TxCtx, id: string): Promise<{ name: string; status: string } | null> {
  const waits = or(
    eq(campaigns.status, 'scheduled'),
    and(inArray(campaigns.status, ['sending', 'paused']), isNull(campaigns.plannedAt)),
  );
  const [row] = await ctx.tx
    .select({ name: campaigns.name, status: campaigns.status })
    .from(campaignSegments)
    .innerJoin(
      campaigns,
      and(eq(campaigns.tenantId, campaignSegments.tenantId), eq(campaigns.id, campaignSegments.campaignId)),
    )
    .where(
      and(
        eq(campaignSegments.tenantId, ctx.tenant),
        eq(campaignSegments.segmentId, id),
        isNull(campaigns.deletedAt),
        waits,
      ),
    )
    .limit(1);
  return row ?? null;
}

/** Campaigns that send to (or leave out) this segment, and segments whose rule asks about it; newest first. */
export async function usesOf(ctx: TxCtx, id: string) {
  const [byCampaigns, bySegments] = await Promise.all([
    ctx.tx
      .select({ id: campaigns.id, name: campaigns.name, status: campaigns.status })
      .from(campaignSegments)
      .innerJoin(
        campaigns,
        and(
          eq(campaigns.tenantId, campaignSegments.tenantId),
          eq(campaigns.id, campaignSegments.campaignId),
          isNull(campaigns.deletedAt),
        ),
      )
      .where(and(eq(campaignSegments.tenantId, ctx.tenant), eq(campaignSegments.segmentId, id)))
      .orderBy(desc(campaigns.createdAt))
      .limit(100),
    ctx.tx
      .selectDistinct({ id: segments.id, name: segments.name })
      .from(segmentRules)
      .innerJoin(
        segments,
        and(
          eq(segments.tenantId, segmentRules.tenantId),
          eq(segments.id, segmentRules.segmentId),
          isNull(segments.deletedAt),
        ),
      )
      .where(
        and(
          eq(segmentRules.tenantId, ctx.tenant),
          eq(segmentRules.field, 'segment'),
          sql`${segmentRules.value} @> ${JSON.stringify([id])}::jsonb`,
        ),
      )
      .limit(100),
  ]);
  return [
    ...byCampaigns.map((c) => ({ type: 'campaign' as const, ...c })),
    ...bySegments.map((s) => ({ type: 'segment' as const, ...s, status: null })),
  ];
}

export async function historyOf(ctx: TxCtx, id: string) {
  const rows = await ctx.tx
    .select()
    .from(segmentHistory)
    .where(and(eq(segmentHistory.tenantId, ctx.tenant), eq(segmentHistory.segmentId, id)))
    .orderBy(desc(segmentHistory.evaluatedAt), desc(segmentHistory.id))
    .limit(30);
  return rows.map((row) => ({
    evaluatedAt: row.evaluatedAt.toISOString(),
    memberCount: row.memberCount,
    added: row.added,
    removed: row.removed,
  }));
}
