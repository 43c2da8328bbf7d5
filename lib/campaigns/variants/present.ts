import { and, asc, eq, inArray } from 'drizzle-orm';
import { campaignVariants, templates, templateVersions, type campaigns } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { inWords } from '../series/rule';
import type { CampaignOptions, ShownOptions } from '../options';
import type { z } from 'zod';

type Row = typeof campaigns.$inferSelect;

/** The options of these campaigns as they are shown; their variants are read in one statement. */
export async function shownOptions(
  ctx: TxCtx,
  rows: readonly Row[],
): Promise<(row: Row) => z.input<typeof ShownOptions>> {
  const variants = await ctx.tx
    .select({
      campaignId: campaignVariants.campaignId,
      position: campaignVariants.position,
      name: campaignVariants.name,
      templateId: campaignVariants.templateId,
      templateName: templates.name,
      templateVersion: templateVersions.version,
      subject: campaignVariants.subject,
      templateSubject: templateVersions.subject,
      weight: campaignVariants.weight,
      isWinner: campaignVariants.isWinner,
    })
    .from(campaignVariants)
    .innerJoin(
      templates,
      and(eq(templates.tenantId, campaignVariants.tenantId), eq(templates.id, campaignVariants.templateId)),
    )
    .leftJoin(
      templateVersions,
      and(
        eq(templateVersions.tenantId, campaignVariants.tenantId),
        eq(templateVersions.id, campaignVariants.templateVersionId),
      ),
    )
    .where(
      and(
        eq(campaignVariants.tenantId, ctx.tenant),
        inArray(
          campaignVariants.campaignId,
          rows.map((row) => row.id),
        ),
      ),
    )
    .orderBy(asc(campaignVariants.position));
  return (row) => ({
    variants: variants.flatMap(({ campaignId, ...variant }) => (campaignId === row.id ? [variant] : [])),
    testPercent: row.testPercent,
    winnerMetric: row.winnerMetric as CampaignOptions['winnerMetric'],
    decideAfter: row.decideAfter,
    ifUnclear: row.ifUnclear as CampaignOptions['ifUnclear'],
    holdoutPercent: row.holdoutPercent,
    sendLocal: row.sendLocal,
    localPast: row.localPast as CampaignOptions['localPast'],
    perHour: row.perHour,
    recurrence: row.recurrence ? { rule: row.recurrence.rule, inWords: inWords(row.recurrence.rule) } : null,
    seriesId: row.seriesId,
    runNumber: row.runNumber,
    archivedAt: row.archivedAt?.toISOString() ?? null,
    testSentAt: row.testSentAt?.toISOString() ?? null,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decision: row.decision,
  });
}
