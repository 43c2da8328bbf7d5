import { and, eq } from 'drizzle-orm';
import { campaigns, campaignSegments, campaignVariants } from '@/db/schema';
import { command, type CommandCtx } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { findCampaign, presentCampaign, type CampaignRow } from '../queries';
import { Campaign, CampaignClone } from '../schema';
import { variantsOf } from '../variants/store';
import { campaignFact } from '../write';

const longest = 160;

/** A name within its limit: what is added stays whole. */
export const nameWith = (before: string, name: string, after: string): string =>
  `${before}${name.slice(0, longest - before.length - after.length).trimEnd()}${after}`;

/** A draft with all that a campaign was set to, and nothing of what came of it. */
export async function copyCampaign(
  ctx: CommandCtx,
  from: CampaignRow,
  as: Pick<typeof campaigns.$inferInsert, 'name' | 'recurrence' | 'seriesId' | 'runNumber'>,
): Promise<CampaignRow> {
  const now = ctx.clock.now();
  const { channel, purpose, templateId, senderId, trackOpens, trackClicks, topicId } = from;
  const { testPercent, winnerMetric, decideAfter, ifUnclear, holdoutPercent, sendLocal, localPast, perHour } = from;
  const [row] = await ctx.tx
    .insert(campaigns)
    .values({
      ...{ tenantId: ctx.tenant, channel, purpose, templateId, senderId, createdBy: actorLabel(ctx.actor) },
      ...{ testPercent, winnerMetric, decideAfter, ifUnclear, holdoutPercent, sendLocal, localPast, perHour },
      ...{ trackOpens, trackClicks, topicId },
      ...{ ...as, createdAt: now, updatedAt: now },
    })
    .returning();
  if (!row) throw new Error('The insert returned no row.');
  const chosen = await ctx.tx
    .select()
    .from(campaignSegments)
    .where(and(eq(campaignSegments.tenantId, ctx.tenant), eq(campaignSegments.campaignId, from.id)));
  if (chosen.length) await ctx.tx.insert(campaignSegments).values(chosen.map((s) => ({ ...s, campaignId: row.id })));
  const variants = await variantsOf(ctx, from.id);
  if (variants.length)
    await ctx.tx.insert(campaignVariants).values(
      variants.map(({ position, name, templateId: template, subject, weight }) => ({
        ...{ tenantId: ctx.tenant, campaignId: row.id, position, name, templateId: template, subject, weight },
        createdAt: now,
      })),
    );
  campaignFact(ctx, 'created', row);
  return row;
}

export const cloneCampaign = command({
  name: 'campaigns.clone',
  summary: 'Make a draft with everything that a campaign was set to, and none of its results',
  access: 'campaigns:write',
  http: { method: 'POST', path: '/campaigns/{id}/clone', status: 201 },
  input: CampaignClone,
  output: Campaign,
  entity: (_, campaign) => ({ type: 'campaign', id: campaign.id }),
  async run(ctx, { id, name }) {
    const from = await findCampaign(ctx, id);
    const rule = from.recurrence?.rule;
    const row = await copyCampaign(ctx, from, {
      name: name ?? nameWith('Copy of ', from.name, ''),
      recurrence: rule ? { rule, start: '', timeZone: '' } : null,
    });
    ctx.audit({ from: id });
    return presentCampaign(ctx, row);
  },
});
