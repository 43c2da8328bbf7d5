import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { campaignStats } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { findCampaign } from '../queries';
import { CampaignReport, noTime } from './schema';

// What the count leaves out is 0. Its instants are PostgreSQL's: with an offset, without the Z that we give.
const row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
const stored = z.object({
  unit: z.enum(['hour', 'day']),
  times: z.array(row),
  providers: z.array(row),
  links: z.array(row),
  // Counts of before variants existed have none.
  variants: z.array(row).default([]),
  revenue: z.array(row),
});
export const getReport = query({
  name: 'campaigns.report',
  summary: 'Read what came back by time, mailbox provider and link; some seconds old, more of a large campaign',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns/{id}/report' },
  input: z.object({ id: z.uuid() }),
  output: CampaignReport,
  async run(ctx, { id }) {
    await findCampaign(ctx, id);
    const [stats] = await ctx.tx
      .select({
        parts: campaignStats.breakdown,
        at: campaignStats.breakdownAt,
        staleAt: campaignStats.breakdownStaleAt,
      })
      .from(campaignStats)
      .where(and(eq(campaignStats.tenantId, ctx.tenant), eq(campaignStats.campaignId, id)));
    const parts = stats?.parts ? stored.parse(stats.parts) : null;
    return CampaignReport.parse({
      countedAt: stats?.at?.toISOString() ?? null,
      stale: !stats || stats.staleAt !== null,
      unit: parts?.unit ?? 'hour',
      times: parts?.times.map((one) => ({ ...noTime, ...one, at: new Date(String(one['at'])).toISOString() })) ?? [],
      providers: parts?.providers ?? [],
      links: parts?.links ?? [],
      variants: parts?.variants ?? [],
      revenue: parts?.revenue ?? [],
    });
  },
});
