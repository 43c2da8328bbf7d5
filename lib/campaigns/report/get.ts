import { z } from 'zod';
import { query } from '@/lib/platform/command';
import { lastBreakdown } from '../breakdown';
import { findCampaign } from '../queries';
import { uncountedOf } from '../uncounted';
import { variantsOf } from '../variants/store';
import { replacedIn, wordsOf } from '../wording';
import { holdoutOf } from './holdout';
import { messagesOf } from './messages';
import { CampaignReport, noTime, notTold, ReportLink } from './schema';
import { SentPart, wordingsOf } from './wordings';

export const getReport = query({
  name: 'campaigns.report',
  summary: 'Read what came back by time, mailbox provider and link; some seconds old, more of a large campaign',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns/{id}/report' },
  input: z.object({ id: z.uuid() }),
  output: CampaignReport,
  async run(ctx, { id }) {
    const campaign = await findCampaign(ctx, id);
    const { parts, countedAt, stale } = await lastBreakdown(ctx, id);
    const links = z.array(ReportLink).parse(parts?.links ?? []);
    const variants = await variantsOf(ctx, id);
    const versions = [
      campaign.templateVersionId,
      ...variants.map((one) => one.templateVersionId),
      ...links.map(({ version }) => version),
    ];
    const sent = [...new Set(versions.filter((version) => version !== null))];
    const sentParts = z.array(SentPart).parse(parts?.wordings ?? []);
    const named = [...links, ...sentParts].map(({ version }) => version);
    const messages = await messagesOf(ctx, [...new Set(named)], { variants, parts: sentParts });
    const said = { edits: await replacedIn(ctx, id), now: await wordsOf(ctx, id), messages, variants };
    return CampaignReport.parse({
      countedAt,
      stale,
      unit: parts?.unit ?? 'hour',
      times: parts?.times.map((one) => ({ ...noTime, ...one, at: new Date(String(one['at'])).toISOString() })) ?? [],
      providers: parts?.providers.map((one) => ({ ...notTold, ...one })) ?? [],
      links,
      messages: messages.filter((message) => links.some((link) => link.version === message.version)),
      wordings: wordingsOf(sentParts, said),
      uncounted: campaign.trackClicks ? await uncountedOf(ctx, sent, campaign.channel) : [],
      variants: parts?.variants.map((one) => ({ ...notTold, ...one })) ?? [],
      revenue: parts?.revenue ?? [],
      converted: parts?.people?.converted ?? 0,
      holdout: holdoutOf(parts?.people ?? null),
    });
  },
});
