import { eq } from 'drizzle-orm';
import { campaignSettings } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';

/** What holds for every campaign of the tenant; the defaults while nobody chose. */
export async function readSettings(ctx: TxCtx): Promise<{ controlPercent: number; archiveAfterMonths: number }> {
  const [row] = await ctx.tx
    .select({
      controlPercent: campaignSettings.controlPercent,
      archiveAfterMonths: campaignSettings.archiveAfterMonths,
    })
    .from(campaignSettings)
    .where(eq(campaignSettings.tenantId, ctx.tenant));
  return row ?? { controlPercent: 0, archiveAfterMonths: 6 };
}
