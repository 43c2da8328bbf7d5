import { command } from '@/lib/platform/command';
import { conflict, invalid } from '@/lib/platform/errors';
import { requireSendable } from './preflight';
import { findCampaign, presentCampaign, type CampaignRow } from './queries';
import { askAuthentication } from './reach/authentication';
import { Campaign, CampaignLaunch, CampaignRef } from './schema';
import { scheduleFor, timeGiven } from './when';
import { campaignFact, changeCampaign, requireStatus } from './write';

/** Throws `conflict` once anybody may be planned. The caller holds the row: it has begun by then, or it does not begin meanwhile. */
function requireNotBegun(row: CampaignRow, done: string): void {
  if (row.startedAt) {
    const way = row.status === 'sending' ? 'Pause or cancel it instead.' : 'Clone it as a draft instead.';
    throw conflict(`This campaign has begun, and cannot be ${done} any more. ${way}`, { status: `is ${row.status}` });
  }
  requireStatus(row, ['scheduled'], done);
  if (row.recurrence && row.runNumber > 0)
    throw conflict(
      `This series has run already, and cannot be ${done} any more: its next runs follow its rule. Cancel it, clone it as a draft, and schedule that.`,
      { status: 'has run already' },
    );
}

export const rescheduleCampaign = command({
  name: 'campaigns.reschedule',
  summary: 'Give a scheduled campaign another time; one that has begun is refused',
  access: 'campaigns:send',
  http: { method: 'POST', path: '/campaigns/{id}/reschedule' },
  input: CampaignLaunch,
  output: Campaign,
  entity: (input) => ({ type: 'campaign', id: input.id }),
  beforehand: (ctx, { id }) => askAuthentication(ctx, id),
  async run(ctx, input) {
    const row = await findCampaign(ctx, input.id, true);
    requireNotBegun(row, 'moved');
    const at = timeGiven(ctx, input);
    if (!at) throw invalid('Choose when this campaign begins.', { localTime: 'is missing' });
    await requireSendable(ctx, row, false);
    const after = await scheduleFor(ctx, row, at);
    ctx.audit({ before: row.scheduledAt?.toISOString(), after: after.scheduledAt?.toISOString() });
    return presentCampaign(ctx, after);
  },
});

export const unscheduleCampaign = command({
  name: 'campaigns.unschedule',
  summary:
    'Make a scheduled campaign a draft again, which is sent when somebody says so; one that has begun is refused',
  access: 'campaigns:send',
  http: { method: 'POST', path: '/campaigns/{id}/unschedule' },
  input: CampaignRef,
  output: Campaign,
  entity: (input) => ({ type: 'campaign', id: input.id }),
  async run(ctx, { id }) {
    const row = await findCampaign(ctx, id, true);
    requireNotBegun(row, 'taken back to draft');
    const { recurrence } = row;
    const after = await changeCampaign(ctx, row, {
      ...{ status: 'draft', error: null, scheduledAt: null, startsAt: null },
      recurrence: recurrence && { ...recurrence, start: '', timeZone: '' },
    });
    ctx.audit({ before: row.scheduledAt?.toISOString() });
    campaignFact(ctx, 'unscheduled', after);
    return presentCampaign(ctx, after);
  },
});
