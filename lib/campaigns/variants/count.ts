import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/platform/context';
import { lastBreakdown } from '../breakdown';
import type { CampaignRow } from '../queries';
import type { WinnerMetric } from '../vocabulary';
import { judge, type Judgement, type VariantCount } from './judge';
import { variantsOf } from './store';

export interface VariantNumbers extends Record<WinnerMetric, number> {
  position: number;
  name: string;
  isWinner: boolean;
  /** People to whom it was handed over, as everywhere: who got it back too. */
  sent: number;
  /** People whom it reached: handed over, and not bounced. The winner is judged by them. */
  reached: number;
}

/** As they were counted last, for those who watch: reading every recipient for each of them is dear. */
export async function lastVariants(
  ctx: TxCtx,
  campaignId: string,
): Promise<{ variants: VariantNumbers[]; waiting: number; countedAt: string | null; stale: boolean }> {
  const { parts, countedAt, stale } = await lastBreakdown(ctx, campaignId);
  // Right after an upgrade the last count knows neither variants nor who waits: it is made up for until the next one.
  if (parts?.waiting === null) return { ...(await countNow(ctx, campaignId)), stale: true };
  const variants = await variantsOf(ctx, campaignId);
  return {
    countedAt,
    stale,
    waiting: parts?.waiting ?? 0,
    variants: variants.map(({ position, name, isWinner }) => {
      const row = parts?.variants.find((each) => each['variant'] === position);
      const of = (key: string) => Number(row?.[key] ?? 0);
      const did = { opened: of('opened'), clicked: of('clicked'), replied: of('replied'), converted: of('converted') };
      return { position, name, isWinner, sent: of('sent'), reached: of('reached'), ...did };
    }),
  };
}

async function countNow(ctx: TxCtx, campaignId: string) {
  const [row] = await ctx.tx.execute<{ waiting: number }>(sql`
    select count(*)::int as waiting from pipeline_messages
    where tenant_id = ${ctx.tenant} and source_type = 'campaign' and source_id = ${campaignId} and status = 'planned'`);
  const variants = await countVariants(ctx, campaignId);
  return { variants, waiting: row?.waiting ?? 0, countedAt: ctx.clock.now().toISOString() };
}

/**
 * What people did with each variant, counted now: a choice is made by it. Once chosen, the winner's numbers go on with everybody
 * who gets it; what it was chosen by is kept in the decision.
 */
export async function countVariants(ctx: TxCtx, campaignId: string): Promise<VariantNumbers[]> {
  const variants = await variantsOf(ctx, campaignId);
  const rows = await ctx.tx.execute<Record<WinnerMetric | 'sent' | 'reached', number> & { variant: number | null }>(sql`
    select variant,
      count(*) filter (where status in ('sent', 'delivered', 'complained', 'bounced'))::int as sent, count(*) filter (where status in ('sent', 'delivered', 'complained'))::int as reached,
      count(opened_at)::int as opened, count(clicked_at)::int as clicked, count(replied_at)::int as replied, count(converted_at)::int as converted
    from pipeline_messages where tenant_id = ${ctx.tenant} and source_type = 'campaign' and source_id = ${campaignId} group by variant`);
  return variants.map(({ position, name, isWinner }) => {
    const row = rows.find((each) => each.variant === position);
    const { sent = 0, reached = 0, opened = 0, clicked = 0, replied = 0, converted = 0 } = row ?? {};
    return { position, name, isWinner, sent, reached, opened, clicked, replied, converted };
  });
}

/** What the judge needs of each: nobody did it more often than they were reached. */
export const countsBy = (variants: readonly VariantNumbers[], metric: WinnerMetric): VariantCount[] =>
  variants.map((v) => ({ position: v.position, name: v.name, sent: v.reached, hits: Math.min(v[metric], v.reached) }));

export const judgeNow = (variants: readonly VariantNumbers[], row: CampaignRow): Judgement =>
  judge(countsBy(variants, row.winnerMetric as WinnerMetric), row.winnerMetric as WinnerMetric);
