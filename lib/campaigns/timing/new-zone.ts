import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { campaigns } from '@/db/schema';
import type { CommandCtx } from '@/lib/platform/command';
import { instantOf, wallOf } from '@/lib/platform/zones';
import { findCampaign, type CampaignRow } from '../queries';
import { recountPartsLater } from '../stats';
import { campaignFact, changeCampaign } from '../write';
import { closeToRespread } from './respread';

const open = ['scheduled', 'sending', 'paused'];

/** The hour of a campaign that goes by each person's clock is kept as the instant at which the organisation's shows it. */
async function keepHour(ctx: CommandCtx, row: CampaignRow, from: string, to: string): Promise<void> {
  if (!row.scheduledAt || !open.includes(row.status)) return;
  const wall = wallOf(row.scheduledAt.getTime(), row.recurrence?.timeZone ?? from);
  const after = await changeCampaign(ctx, row, {
    scheduledAt: new Date(instantOf(wall, to)),
    recurrence: row.recurrence && { ...row.recurrence, timeZone: to },
  });
  campaignFact(ctx, 'updated', after);
  // Who waits for their hour has the old one; while the audience is planned, the planning hands out the new ones at its end.
  if (row.status === 'sending') await closeToRespread(ctx, after);
}

/**
 * What another time zone of the organisation asks of its campaigns: those by each person's clock keep their hour, and the days of
 * reports are cut anew. Other times that are set stay the instants that they are, and a series stays with the clock it was set by.
 */
export async function followZone(ctx: CommandCtx, from: string, to: string): Promise<void> {
  const local = await ctx.tx
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(
      and(
        eq(campaigns.tenantId, ctx.tenant),
        eq(campaigns.sendLocal, true),
        inArray(campaigns.status, open),
        isNull(campaigns.deletedAt),
      ),
    )
    .orderBy(asc(campaigns.id));
  for (const { id } of local) await keepHour(ctx, await findCampaign(ctx, id, true), from, to);
  await recountPartsLater(ctx);
}
