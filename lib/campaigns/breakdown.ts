import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { campaignStats } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';

// What the count leaves out is 0. Its instants are PostgreSQL's: with an offset, without the Z that we give.
const row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
const Parts = z.object({
  unit: z.enum(['hour', 'day']),
  times: z.array(row),
  providers: z.array(row),
  links: z.array(row),
  // Counts of before variants existed have none.
  variants: z.array(row).default([]),
  // Counts of before they were told apart have none.
  wordings: z.array(row).default([]),
  /** Null: counted before who waits was. */
  waiting: z.number().nullable().default(null),
  /** Queued and deferred by the domain of the address, '' what is no mail; null: counted before that was. */
  left: z
    .array(z.object({ domain: z.string(), n: z.number() }))
    .nullable()
    .default(null),
  revenue: z.array(row),
  /** Whom it was sent to and who was kept apart, and how many of each did what it was for; null: counted before that was. */
  people: z
    .object({ sent: z.number(), did: z.number(), converted: z.number(), held: z.number(), heldDid: z.number() })
    .nullable()
    .default(null),
});

export interface Breakdown {
  parts: z.output<typeof Parts> | null;
  /** When it was counted; null: not yet. */
  countedAt: string | null;
  /** Something has happened since. */
  stale: boolean;
}

/** A campaign's numbers by time, provider, link and variant as they were counted last: one row, however many watch. */
export async function lastBreakdown(ctx: TxCtx, id: string): Promise<Breakdown> {
  const [stats] = await ctx.tx
    .select({ parts: campaignStats.breakdown, at: campaignStats.breakdownAt, staleAt: campaignStats.breakdownStaleAt })
    .from(campaignStats)
    .where(and(eq(campaignStats.tenantId, ctx.tenant), eq(campaignStats.campaignId, id)));
  return {
    parts: stats?.parts ? Parts.parse(stats.parts) : null,
    countedAt: stats?.at?.toISOString() ?? null,
    stale: !stats || stats.staleAt !== null,
  };
}
