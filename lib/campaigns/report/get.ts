import { z } from 'zod';
import { query } from '@/lib/platform/command';
import { lastBreakdown } from '../breakdown';
import { findCampaign } from '../queries';
import { CampaignReport, noTime } from './schema';

export const getReport = query({
  name: 'campaigns.report',
  summary: 'Read what came back by time, mailbox provider and link; some seconds old, more of a large campaign',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns/{id}/report' },
  input: z.object({ id: z.uuid() }),
  output: CampaignReport,
  async run(ctx, { id }) {
    await findCampaign(ctx, id);
    const { parts, countedAt, stale } = await lastBreakdown(ctx, id);
    return CampaignReport.parse({
      countedAt,
      stale,
      unit: parts?.unit ?? 'hour',
      times: parts?.times.map((one) => ({ ...noTime, ...one, at: new Date(String(one['at'])).toISOString() })) ?? [],
      providers: parts?.providers ?? [],
      links: parts?.links ?? [],
      variants: parts?.variants ?? [],
      revenue: parts?.revenue ?? [],
    });
  },
});
