import type { z } from 'zod';
import type { CommandCtx } from '@/lib/platform/command';
import { invalid } from '@/lib/platform/errors';
import type { CampaignRow } from './queries';
import type { CampaignLaunch } from './schema';
import { firstRun, startOf } from './series/run';
import { startAt, wrongStart } from './timing/start';
import { campaignFact, changeCampaign, requireSegments } from './write';

/** The time that was asked for; null: none. Throws `invalid` for one that is given twice, is over, or years away. */
export function timeGiven(ctx: CommandCtx, { scheduledAt, localTime }: z.output<typeof CampaignLaunch>): Date | null {
  if (scheduledAt && localTime)
    throw invalid('Give either scheduledAt or localTime.', { localTime: 'is given beside scheduledAt' });
  const at = localTime ? startAt(localTime, ctx.timeZone) : scheduledAt ? new Date(scheduledAt) : null;
  const wrong = at && wrongStart(at, ctx.clock.now());
  const field = localTime ? 'localTime' : 'scheduledAt';
  if (wrong) throw invalid(`The time to send at ${wrong.is}. ${wrong.way}`, { [field]: wrong.is });
  return at;
}

/** Waits from now on for this time; a series for the first day of its rule from there on. The caller holds the campaign's row. */
export async function scheduleFor(ctx: CommandCtx, row: CampaignRow, at: Date): Promise<CampaignRow> {
  await requireSegments(ctx, row);
  const series = row.recurrence && firstRun(row.recurrence.rule, at, ctx.timeZone);
  const scheduledAt = series?.first ?? at;
  const after = await changeCampaign(ctx, row, {
    ...{ status: 'scheduled', error: null, scheduledAt, startsAt: startOf(row, scheduledAt, ctx.timeZone) },
    recurrence: series?.recurrence ?? null,
  });
  campaignFact(ctx, 'scheduled', after);
  return after;
}
