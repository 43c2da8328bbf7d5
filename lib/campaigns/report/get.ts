import { z } from 'zod';
import { query } from '@/lib/platform/command';
import { lastBreakdown } from '../breakdown';
import { findCampaign } from '../queries';
import { uncountedOf } from '../uncounted';
import { variantsOf } from '../variants/store';
import { messagesOf } from './messages';
import { CampaignReport, noTime, ReportLink } from './schema';

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
    const versions = [
      campaign.templateVersionId,
      ...(await variantsOf(ctx, id)).map((one) => one.templateVersionId),
      ...links.map(({ version }) => version),
    ];
    const sent = [...new Set(versions.filter((version) => version !== null))];
    return CampaignReport.parse({
      countedAt,
      stale,
      unit: parts?.unit ?? 'hour',
      times: parts?.times.map((one) => ({ ...noTime, ...one, at: new Date(String(one['at'])).toISOString() })) ?? [],
      providers: parts?.providers ?? [],
      links,
      messages: await messagesOf(ctx, id, [...new Set(links.map((link) => link.version))]),
      uncounted: campaign.trackClicks ? await uncountedOf(ctx, sent, campaign.channel) : [],
      variants: parts?.variants ?? [],
      revenue: parts?.revenue ?? [],
    });
  },
});
