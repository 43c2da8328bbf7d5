import { and, desc, eq } from 'drizzle-orm';
import { campaigns, type CampaignRecurrence } from '@/db/schema';
import { query, type CommandCtx } from '@/lib/platform/command';
import { invalid } from '@/lib/platform/errors';
import { copyCampaign, nameWith } from '../keep/clone';
import { CampaignSeries } from '../options';
import { findCampaign, type CampaignRow } from '../queries';
import { CampaignRef } from '../schema';
import { wallOf, wallText } from '@/lib/platform/zones';
import { earliestMs } from '../timing/zones';
import type { CampaignStatus } from '../vocabulary';
import { inWords, occurrences } from './rule';

const shownTimes = 5;
const shownRuns = 20;

/** When planning has to begin for messages at `at`: the day of some begins before the organisation's. */
export const startOf = (row: Pick<CampaignRow, 'sendLocal'>, at: Date, timeZone: string): Date =>
  row.sendLocal ? new Date(wallOf(at.getTime(), timeZone) - earliestMs) : at;

/** What a series is set to by its first time; throws `invalid` when its rule has none from there on. */
export function firstRun(rule: string, at: Date, timeZone: string): { recurrence: CampaignRecurrence; first: Date } {
  const recurrence = { rule, start: wallText(wallOf(at.getTime(), timeZone)), timeZone };
  const [first] = occurrences(recurrence, new Date(at.getTime() - 60_000), 1);
  if (!first)
    throw invalid('There is no day on which this series would run. Choose another rule, or a later end.', {
      recurrence: 'names no day from the first time on',
    });
  return { recurrence, first };
}

/** The columns of a series that waits for its next run after `after`; it is over when there is none. */
export function nextRun(row: CampaignRow, recurrence: CampaignRecurrence, after: Date, now: Date) {
  const [next] = occurrences(recurrence, after, 1);
  if (!next) return { status: 'completed' as const, scheduledAt: null, startsAt: null, completedAt: now };
  return { status: 'scheduled' as const, scheduledAt: next, startsAt: startOf(row, next, recurrence.timeZone) };
}

/** Makes the next run of a series as a campaign of its own. The caller holds the series' row, starts the run and moves the series on. */
export const makeRun = (ctx: CommandCtx, series: CampaignRow): Promise<CampaignRow> =>
  copyCampaign(ctx, series, {
    name: nameWith('', series.name, `, run ${series.runNumber + 1}`),
    recurrence: null,
    seriesId: series.id,
    runNumber: series.runNumber + 1,
  });

export const readSeries = query({
  name: 'campaigns.series',
  summary: 'When a series runs next, and its last runs',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns/{id}/series' },
  input: CampaignRef,
  output: CampaignSeries,
  async run(ctx, { id }) {
    const row = await findCampaign(ctx, id);
    const runs = await ctx.tx
      .select()
      .from(campaigns)
      .where(and(eq(campaigns.tenantId, ctx.tenant), eq(campaigns.seriesId, id)))
      .orderBy(desc(campaigns.runNumber))
      .limit(shownRuns);
    const { recurrence } = row;
    const waits = row.status === 'scheduled' && recurrence?.start && row.scheduledAt;
    // From just before the next one on, so that it is the first of the list.
    const after = new Date((row.scheduledAt?.getTime() ?? 0) - 1);
    return {
      rule: recurrence?.rule ?? null,
      inWords: recurrence ? inWords(recurrence.rule) : null,
      timeZone: recurrence ? (recurrence.timeZone ?? ctx.timeZone) : null,
      next: waits ? occurrences(recurrence, after, shownTimes).map((at) => at.toISOString()) : [],
      runCount: recurrence ? row.runNumber : 0,
      runs: runs.map((run) => ({
        id: run.id,
        name: run.name,
        number: run.runNumber,
        status: run.status as CampaignStatus,
        startedAt: run.startedAt?.toISOString() ?? null,
      })),
    };
  },
});
