import { and, eq, sql } from 'drizzle-orm';
import { campaignVariants } from '@/db/schema';
import { command, type CommandCtx } from '@/lib/platform/command';
import { actorLabel, type TxCtx } from '@/lib/platform/context';
import { conflict, invalid } from '@/lib/platform/errors';
import { enqueue } from '@/lib/platform/jobs';
import { WinnerChoice } from '../options';
import { findCampaign, presentCampaign, type CampaignRow } from '../queries';
import { Campaign } from '../schema';
import type { WinnerMetric } from '../vocabulary';
import { campaignFact, changeCampaign, requireStatus } from '../write';
import { countsBy, countVariants, judgeNow } from './count';

/** Sends what waits with the variant that won; until the campaign is paused, from where its resumption goes on with another job. */
export const enqueueRelease = (ctx: TxCtx, row: CampaignRow): Promise<string> =>
  enqueue(ctx, {
    type: 'campaigns.release',
    title: `Send the winner of ${row.name} to the rest`,
    payload: { campaignId: row.id, paused: row.pausedSeconds },
    priority: 2,
    dedupeKey: `campaigns.release:${row.id}:${row.pausedSeconds}`,
    maxAttempts: 20,
  });

/** While a lane is closed its messages wait for new times, or for somebody to resume: what waits for the winner follows then. */
async function laneOpen(ctx: TxCtx, id: string): Promise<boolean> {
  const [open] = await ctx.tx.execute(
    sql`select 1 from pipeline_lanes where tenant_id = ${ctx.tenant} and id = ${id} and state = 'active'`,
  );
  return open !== undefined;
}

/** Fixes the winner and the numbers it was chosen by, and queues what waits. The caller holds the campaign's row. */
export async function decideFor(
  ctx: CommandCtx,
  row: CampaignRow,
  position: number | null,
  sentence?: string,
): Promise<CampaignRow> {
  const variants = await countVariants(ctx, row.id);
  if (position !== null && !variants.some((v) => v.position === position))
    throw invalid(
      variants.length === 0
        ? 'This campaign has no variants to choose from.'
        : `There is no variant at ${position}; they are ${variants.map((v) => `${v.position} ("${v.name}")`).join(', ')}.`,
      { position: 'names no variant' },
    );
  const now = ctx.clock.now();
  const decision = {
    winner: position,
    by: actorLabel(ctx.actor),
    sentence: sentence ?? judgeNow(variants, row).sentence,
    variants: countsBy(variants, row.winnerMetric as WinnerMetric).map(({ position: at, sent, hits }) => ({
      position: at,
      sent,
      hits,
    })),
  };
  const after = await changeCampaign(ctx, row, { decision, decidedAt: position === null ? null : now });
  if (position !== null) {
    await ctx.tx
      .update(campaignVariants)
      .set({ isWinner: sql`position = ${position}` })
      .where(and(eq(campaignVariants.tenantId, ctx.tenant), eq(campaignVariants.campaignId, row.id)));
    if (after.status === 'sending' && (await laneOpen(ctx, row.id))) await enqueueRelease(ctx, after);
  }
  ctx.audit({ position, sentence: decision.sentence });
  campaignFact(ctx, 'decided', after);
  return after;
}

export const chooseWinner = command({
  name: 'campaigns.chooseWinner',
  summary: 'Choose the variant that wins; who waits for it gets it',
  access: 'campaigns:send',
  http: { method: 'POST', path: '/campaigns/{id}/winner' },
  input: WinnerChoice,
  output: Campaign,
  entity: (input) => ({ type: 'campaign', id: input.id }),
  async run(ctx, { id, position }) {
    const row = await findCampaign(ctx, id, true);
    requireStatus(row, ['sending', 'paused', 'completed'], 'decided');
    if (!row.plannedAt)
      throw conflict('The audience is still being fixed; choose when all of it is planned, in a moment.');
    if (row.decidedAt)
      throw conflict('A winner was chosen already, and has been sent to the rest. Clone the campaign to try again.', {
        position: 'was chosen already',
      });
    return presentCampaign(ctx, await decideFor(ctx, row, position));
  },
});
