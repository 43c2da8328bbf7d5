import { and, eq } from 'drizzle-orm';
import { templateVersions, templates, type CampaignRecurrence } from '@/db/schema';
import { command, type CommandCtx } from '@/lib/platform/command';
import type { Ctx } from '@/lib/platform/context';
import { conflict, invalid } from '@/lib/platform/errors';
import { enqueue } from '@/lib/platform/jobs';
import { openCampaignLane, cancelMessages, setLane } from '@/lib/pipeline';
import { wayOut } from '@/lib/sending';
import type { Channel } from '@/lib/contacts/vocabulary';
import { requireSendable } from './preflight';
import { requireWords } from './preflight/left';
import { findCampaign, presentCampaign, type CampaignRow } from './queries';
import { Campaign, CampaignLaunch, CampaignRef } from './schema';
import { askAuthentication } from './reach/authentication';
import { makeRun, nextRun, startOf } from './series/run';
import { respreadNeeded, enqueueRespread } from './timing/respread';
import { enqueueRelease } from './variants/choose';
import { pinVariants } from './variants/store';
import { pinSender } from './sender';
import { scheduleFor, timeGiven } from './when';
import { campaignFact, changeCampaign, requireSegments, requireStatus } from './write';
import type { CampaignStatus } from './vocabulary';

/** What stood in its way before is over with each step. */
const setStatus = (ctx: CommandCtx, row: CampaignRow, set: Partial<CampaignRow> & { status: CampaignStatus }) =>
  changeCampaign(ctx, row, { error: null, ...set });

const enqueuePlan = (ctx: CommandCtx, row: CampaignRow): Promise<string> =>
  enqueue(ctx, {
    type: 'campaigns.plan',
    title: `Plan ${row.name}`,
    payload: { campaignId: row.id },
    priority: 2,
    dedupeKey: `campaigns.plan:${row.id}`,
    maxAttempts: 20,
  });

/** Fixes the template's version, and whether all goes to the sandbox, and queues the planning; from here on every recipient gets a row. */
export async function start(ctx: CommandCtx, row: CampaignRow, at = row.scheduledAt): Promise<CampaignRow> {
  const [version] = await ctx.tx
    .select({ id: templateVersions.id })
    .from(templateVersions)
    .innerJoin(
      templates,
      and(
        eq(templates.tenantId, templateVersions.tenantId),
        eq(templates.id, templateVersions.templateId),
        eq(templates.currentVersion, templateVersions.version),
      ),
    )
    .where(and(eq(templateVersions.tenantId, ctx.tenant), eq(templateVersions.templateId, row.templateId)));
  if (!version)
    throw conflict('The template of this campaign has no content any more. Choose another one.', {
      templateId: 'has no version',
    });
  const senderId = row.channel === 'email' ? await pinSender(ctx, row) : null;
  await requireSegments(ctx, row);
  await pinVariants(ctx, row.id);
  const now = ctx.clock.now();
  const after = await setStatus(ctx, row, {
    status: 'sending',
    templateVersionId: version.id,
    senderId,
    startedAt: now,
    scheduledAt: at,
  });
  const { by } = await wayOut(ctx, row.channel as Channel);
  await openCampaignLane(ctx, { id: row.id, channel: row.channel, inSandbox: by === 'sandbox' });
  await enqueuePlan(ctx, row);
  campaignFact(ctx, 'launched', after);
  return after;
}

/** A series waits for its first time; when one has come, its run is started and the series waits for the next. */
async function launchSeries(
  ctx: CommandCtx,
  row: CampaignRow,
  { rule, start: begun, timeZone }: CampaignRecurrence,
  at: Date | null,
): Promise<CampaignRow> {
  if (at) return scheduleFor(ctx, row, at);
  if (!begun) throw invalid('Choose when this series runs for the first time.', { localTime: 'is missing' });
  await requireSegments(ctx, row);
  const now = ctx.clock.now();
  const due = row.scheduledAt ?? now;
  // Two timers that saw the same run due: the second one comes when it is made.
  if ((row.startsAt ?? due) > now) return row;
  await start(ctx, await makeRun(ctx, row), due);
  // What was missed while nothing ran is not made up for: people get one, not many at once.
  const next = nextRun(row, { rule, start: begun, timeZone }, due > now ? due : now, now);
  const after = await setStatus(ctx, row, { ...next, runNumber: row.runNumber + 1 });
  campaignFact(ctx, next.status, after);
  return after;
}

/** The job that starts what is due; other jobs launch as people do. */
export const timerName = 'schedule';
const isTimer = ({ actor }: Ctx): boolean => actor.kind === 'job' && actor.name === timerName;

/** Throws `conflict` where a campaign that was seen due was moved or taken back before its row was held. */
function requireDue({ status, startsAt, scheduledAt }: CampaignRow, now: Date): void {
  const at = startsAt ?? scheduledAt;
  if (status !== 'scheduled' || !at || at > now)
    throw conflict('This campaign is not due any more: it was moved, or taken back to draft.');
}

export const launchCampaign = command({
  name: 'campaigns.launch',
  summary: 'Send a campaign now, or at a given instant',
  access: 'campaigns:send',
  http: { method: 'POST', path: '/campaigns/{id}/launch' },
  input: CampaignLaunch,
  output: Campaign,
  entity: (input) => ({ type: 'campaign', id: input.id }),
  // Those that are due start one after the other: DNS that is silent about one may not keep the next from its time.
  async beforehand(ctx, { id }) {
    if (ctx.actor.kind !== 'job') await askAuthentication(ctx, id);
  },
  async run(ctx, input) {
    const row = await findCampaign(ctx, input.id, true);
    requireStatus(row, ['draft', 'scheduled'], 'sent');
    if (isTimer(ctx)) requireDue(row, ctx.clock.now());
    const at = timeGiven(ctx, input);
    if (row.sendLocal && !at && row.status === 'draft')
      throw invalid(
        "Choose the hour at which people get it on their own clocks, or do not send by each person's time.",
        {
          localTime: 'is missing',
        },
      );
    const now = ctx.clock.now().getTime();
    // A run of a series that is due goes to whoever is there.
    const isNow = !row.recurrence && !(at && at.getTime() > now);
    if (!row.recurrence?.start || at) await requireSendable(ctx, row, isNow);
    if (row.recurrence) return presentCampaign(ctx, await launchSeries(ctx, row, row.recurrence, at));
    // The day of some begins before the organisation's: planning has to begin before the first of them.
    const startsAt = at && startOf(row, at, ctx.timeZone);
    if (at && startsAt && startsAt.getTime() > now) return presentCampaign(ctx, await scheduleFor(ctx, row, at));
    return presentCampaign(ctx, await start(ctx, row, at ?? row.scheduledAt));
  },
});

export const pauseCampaign = command({
  name: 'campaigns.pause',
  summary: 'Stop handing over; what is on the wire still arrives',
  access: 'campaigns:send',
  http: { method: 'POST', path: '/campaigns/{id}/pause' },
  input: CampaignRef,
  output: Campaign,
  entity: (input) => ({ type: 'campaign', id: input.id }),
  async run(ctx, { id }) {
    const row = await findCampaign(ctx, id, true);
    requireStatus(row, row.recurrence ? ['scheduled'] : ['sending'], 'paused');
    const after = await setStatus(ctx, row, { status: 'paused', pausedAt: ctx.clock.now() });
    await setLane(ctx, id, 'paused');
    campaignFact(ctx, 'paused', after);
    return presentCampaign(ctx, after);
  },
});

export const resumeCampaign = command({
  name: 'campaigns.resume',
  summary: 'Go on with a paused campaign; nobody gets it twice',
  access: 'campaigns:send',
  http: { method: 'POST', path: '/campaigns/{id}/resume' },
  input: CampaignRef,
  output: Campaign,
  entity: (input) => ({ type: 'campaign', id: input.id }),
  async run(ctx, { id }) {
    const row = await findCampaign(ctx, id, true);
    requireStatus(row, ['paused'], 'resumed');
    await requireWords(ctx, row);
    const now = ctx.clock.now();
    if (!row.plannedAt) await requireSegments(ctx, row);
    // A series is planned by its runs only; it waits for the next one.
    if (row.recurrence) {
      const after = await setStatus(ctx, row, { ...nextRun(row, row.recurrence, now, now), pausedAt: null });
      campaignFact(ctx, 'resumed', after);
      return presentCampaign(ctx, after);
    }
    if (!row.plannedAt) await enqueuePlan(ctx, row);
    const paused = Math.ceil((now.getTime() - (row.pausedAt ?? now).getTime()) / 1000);
    const after = await setStatus(ctx, row, {
      status: 'sending',
      pausedAt: null,
      // At least one: the jobs that spread its messages tell by it which resumption they belong to.
      pausedSeconds: row.pausedSeconds + Math.max(1, paused),
    });
    // What fell due in the meantime would go out all at once: the lane opens when its messages have new times.
    if (await respreadNeeded(ctx, row)) await enqueueRespread(ctx, after);
    else {
      await setLane(ctx, id, 'active');
      if (row.decidedAt) await enqueueRelease(ctx, after);
    }
    campaignFact(ctx, 'resumed', after);
    return presentCampaign(ctx, after);
  },
});

export const cancelCampaign = command({
  name: 'campaigns.cancel',
  summary: 'End a campaign; who was not sent to yet is skipped as cancelled',
  access: 'campaigns:send',
  http: { method: 'POST', path: '/campaigns/{id}/cancel' },
  input: CampaignRef,
  output: Campaign,
  entity: (input) => ({ type: 'campaign', id: input.id }),
  async run(ctx, { id }) {
    const row = await findCampaign(ctx, id, true);
    requireStatus(row, ['scheduled', 'sending', 'paused'], 'cancelled');
    const after = await setStatus(ctx, row, { status: 'cancelled', completedAt: ctx.clock.now() });
    if (row.status !== 'scheduled') {
      await setLane(ctx, id, 'done');
      ctx.audit({ skipped: await cancelMessages(ctx, id) });
    }
    campaignFact(ctx, 'cancelled', after);
    return presentCampaign(ctx, after);
  },
});
