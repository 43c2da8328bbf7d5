import { and, eq } from 'drizzle-orm';
import { campaignSegments, campaigns, templates } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { actorLabel, type TxCtx } from '@/lib/platform/context';
import { invalid } from '@/lib/platform/errors';
import { requireOpenTopic } from '@/lib/topics';
import { findCampaign, presentCampaign } from './queries';
import { Campaign, CampaignCreate, CampaignUpdate } from './schema';
import { CampaignOptions } from './options';
import { requireSender } from './sender';
import { wrongRule } from './series/rule';
import { setVariants, variantsOf } from './variants/store';
import { campaignFact, changeCampaign, requireStatus, setSegments } from './write';

/** The template's channel, which is the campaign's; another one that was asked for is refused. */
async function requireTemplate(ctx: TxCtx, templateId: string, channel?: string): Promise<string> {
  const [row] = await ctx.tx
    .select({ channel: templates.channel })
    .from(templates)
    .where(and(eq(templates.tenantId, ctx.tenant), eq(templates.id, templateId)));
  if (!row) throw invalid('There is no such template. Choose one of your templates.', { templateId: 'does not exist' });
  if (channel !== undefined && channel !== row.channel)
    throw invalid(`This template is for ${row.channel}, the campaign for ${channel}. Choose another template.`, {
      templateId: `is for ${row.channel}`,
    });
  return row.channel;
}

/** A topic that a mailing can be about; the one that a draft has already stays. */
async function requireTopic(ctx: TxCtx, topicId: string | null | undefined, purpose: string, known: string | null) {
  if (!topicId || topicId === known) return;
  if (purpose !== 'marketing')
    throw invalid('Only mailings are about a topic; service messages reach everybody. Leave the topic out.', {
      topicId: 'is for marketing only',
    });
  await requireOpenTopic(ctx, topicId);
}

const optionNames = CampaignOptions.omit({ variants: true, recurrence: true }).keyof().options;

/** The columns of the options that were given; of variants, the first one's template is the campaign's. */
function optionColumns(input: Partial<CampaignOptions>) {
  const given = optionNames.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]] as const]));
  const [first] = input.variants ?? [];
  const { recurrence } = input;
  const wrong = recurrence ? wrongRule(recurrence.rule) : null;
  if (wrong) throw invalid(`The rule of the series ${wrong}.`, { 'recurrence.rule': wrong });
  return {
    ...(Object.fromEntries(given) as Partial<Omit<CampaignOptions, 'variants' | 'recurrence'>>),
    ...(recurrence === undefined ? {} : { recurrence: recurrence && { ...recurrence, start: '', timeZone: '' } }),
    ...(first ? { templateId: first.templateId } : {}),
  };
}

/** A part can be tested only where something differs; without variants everybody gets the one template. */
function requireVariants(testPercent: number | undefined, variants: number): void {
  if (testPercent === undefined || testPercent === 100 || variants > 0) return;
  throw invalid(
    'Only variants can be tested among a part of the audience, and this campaign has none: everybody would get it. Add variants, or leave testPercent out.',
    { testPercent: 'needs variants' },
  );
}

export const createCampaign = command({
  name: 'campaigns.create',
  summary: 'Create a campaign as a draft',
  access: 'campaigns:write',
  http: { method: 'POST', path: '/campaigns', status: 201 },
  input: CampaignCreate,
  output: Campaign,
  entity: (_, campaign) => ({ type: 'campaign', id: campaign.id }),
  async run(ctx, input) {
    const channel = await requireTemplate(ctx, input.templateId, input.channel);
    await requireTopic(ctx, input.topicId, input.purpose, null);
    await requireSender(ctx, input.senderId, channel, null);
    requireVariants(input.testPercent, input.variants?.length ?? 0);
    const now = ctx.clock.now();
    const [row] = await ctx.tx
      .insert(campaigns)
      .values({
        tenantId: ctx.tenant,
        name: input.name,
        channel,
        purpose: input.purpose,
        templateId: input.templateId,
        trackOpens: input.trackOpens,
        trackClicks: input.trackClicks,
        topicId: input.topicId ?? null,
        senderId: input.senderId ?? null,
        createdBy: actorLabel(ctx.actor),
        createdAt: now,
        updatedAt: now,
        ...optionColumns(input),
      })
      .returning();
    if (!row) throw new Error('The insert returned no row.');
    await setSegments(ctx, row.id, input.segmentIds, input.excludedSegmentIds);
    if (input.variants) await setVariants(ctx, row.id, channel, input.variants);
    campaignFact(ctx, 'created', row);
    return presentCampaign(ctx, row);
  },
});

export const updateCampaign = command({
  name: 'campaigns.update',
  summary: 'Change a draft; with a template of another channel it takes that channel',
  access: 'campaigns:write',
  http: { method: 'PATCH', path: '/campaigns/{id}' },
  input: CampaignUpdate,
  output: Campaign,
  entity: (input) => ({ type: 'campaign', id: input.id }),
  async run(ctx, input) {
    const before = await findCampaign(ctx, input.id, true);
    requireStatus(before, ['draft'], 'changed');
    const channel = input.templateId ? await requireTemplate(ctx, input.templateId) : before.channel;
    await requireTopic(ctx, input.topicId, before.purpose, before.topicId);
    await requireSender(ctx, input.senderId, channel, before.senderId);
    if (input.segmentIds || input.excludedSegmentIds) {
      const now = await ctx.tx
        .select()
        .from(campaignSegments)
        .where(and(eq(campaignSegments.tenantId, ctx.tenant), eq(campaignSegments.campaignId, input.id)));
      const of = (excluded: boolean) => now.filter((s) => s.excluded === excluded).map((s) => s.segmentId);
      await setSegments(ctx, input.id, input.segmentIds ?? of(false), input.excludedSegmentIds ?? of(true));
    }
    const variants = input.variants ?? (await variantsOf(ctx, input.id));
    requireVariants(input.testPercent, variants.length);
    if (input.variants || channel !== before.channel) await setVariants(ctx, input.id, channel, variants);
    const row = await changeCampaign(ctx, before, {
      name: input.name ?? before.name,
      channel,
      templateId: input.templateId ?? before.templateId,
      ...optionColumns(input),
      ...(variants.length === 0 ? { testPercent: 100 } : {}),
      trackOpens: input.trackOpens ?? before.trackOpens,
      trackClicks: input.trackClicks ?? before.trackClicks,
      topicId: input.topicId === undefined ? before.topicId : input.topicId,
      senderId: channel !== 'email' ? null : input.senderId === undefined ? before.senderId : input.senderId,
      error: null,
    });
    campaignFact(ctx, 'updated', row);
    return presentCampaign(ctx, row);
  },
});
