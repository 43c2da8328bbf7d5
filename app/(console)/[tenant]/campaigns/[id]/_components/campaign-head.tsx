import Link from 'next/link';
import { channelNames } from '@/components/contacts/channel-names';
import { PageHeader } from '@/components/layout/page-header';
import { Note } from '@/components/ui/note';
import { Tabs } from '@/components/ui/tabs';
import { Time } from '@/components/ui/time';
import type { Campaign } from '@/lib/campaigns/schema';
import { mendWords } from '@/lib/campaigns/vocabulary';
import type { Channel } from '@/lib/contacts/vocabulary';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';
import { listSenders } from '@/lib/sending';
import { senderChoices } from '../../_components/wizard-data';
import { CampaignActions } from './campaign-actions';
import { EditPaused } from './edit-paused';
import { MoreActions } from './more-actions';
import { StatusNowBadge } from './status-now-badge';

/** What every part of a campaign begins with: its name, state and actions, and the way to the other parts. */
export function CampaignHead({ ctx, campaign, current }: { ctx: Ctx; campaign: Campaign; current: string }) {
  const to = (tab?: string) => pages.campaign(ctx.tenant, campaign.id, tab ? { tab } : {});
  return (
    <div className="px-6 pt-5 max-md:px-4">
      <Head ctx={ctx} campaign={campaign} />
      {campaign.error ? (
        <Note tone="warn" title="This campaign stopped.">
          {campaign.error}
        </Note>
      ) : null}
      <Tabs
        label="Parts of the campaign"
        tabs={[
          { href: to(), label: 'Report', current: current === 'report' },
          {
            href: pages.campaignReport(ctx.tenant, campaign.id),
            label: 'Hours, providers, links',
            current: current === 'parts',
          },
          {
            href: to('recipients'),
            label: 'Recipients',
            count: campaign.totals.planned,
            current: current === 'recipients',
          },
          { href: to('message'), label: 'Message', current: current === 'message' },
          { href: to('preflight'), label: 'Preflight', current: current === 'preflight' },
        ]}
      />
    </div>
  );
}

function Head({ ctx, campaign }: { ctx: Ctx; campaign: Campaign }) {
  const now = ctx.clock.now().toISOString();
  const first = campaign.segments.filter((each) => !each.excluded);
  return (
    <PageHeader
      title={campaign.name}
      badge={<StatusNowBadge id={campaign.id} version={campaign.version} status={campaign.status} />}
      meta={
        <>
          {channelNames[campaign.channel as Channel]}
          {campaign.sender ? <Sender {...campaign.sender} /> : null}
          {campaign.topic ? <span dir="auto"> · about {campaign.topic.name}</span> : null} · to{' '}
          {first.map((each, index) => (
            <span key={each.id}>
              {index > 0 ? ', ' : ''}
              <Link className="link" href={pages.segment(ctx.tenant, each.id)}>
                {each.name}
              </Link>
            </span>
          ))}
          {campaign.startedAt ? (
            <>
              {' '}
              · started <Time at={campaign.startedAt} now={now} zone={ctx.timeZone} ago />
            </>
          ) : null}
        </>
      }
      actions={
        <>
          {mayOpen(ctx, 'campaigns:send') && isEditable(campaign) ? <Edit ctx={ctx} campaign={campaign} /> : null}
          {mayOpen(ctx, 'campaigns:send') && campaign.status !== 'draft' ? (
            <CampaignActions
              tenant={ctx.tenant}
              id={campaign.id}
              name={campaign.name}
              version={campaign.version}
              status={campaign.status}
              isSeries={campaign.options.recurrence !== null}
              isTimed={campaign.options.recurrence !== null || campaign.options.sendLocal}
              begins={beginsOf(campaign, ctx.timeZone)}
              mend={mendWords(campaign.options.variants)}
              left={campaign.totals.inProgress + campaign.totals.deferred}
            />
          ) : null}
          {mayOpen(ctx, 'campaigns:write') ? <More tenant={ctx.tenant} campaign={campaign} /> : null}
        </>
      }
    />
  );
}

/** A series that has run goes on by its rule: it has no time of its own to change. */
const beginsOf = ({ scheduledAt, options: { sendLocal, recurrence, runNumber } }: Campaign, zone: string) =>
  scheduledAt && !(recurrence && runNumber > 0) ? { scheduledAt, zone, sendLocal } : null;

/** One that is over only for another sender: who failed without one can be tried again. */
const isEditable = ({ status, sender, options }: Campaign) =>
  status === 'paused' || (status === 'completed' && sender?.deleted === true && !options.recurrence);

const Edit = async ({ ctx, campaign }: { ctx: Ctx; campaign: Campaign }) => (
  <EditPaused
    tenant={ctx.tenant}
    campaign={campaign}
    senders={senderChoices((await listSenders(ctx, {})).items, campaign)}
  />
);

const Sender = ({ fromName, fromEmail, deleted }: NonNullable<Campaign['sender']>) => (
  <span dir="auto" title={fromEmail}>
    {' '}
    · from {fromName}
    {deleted ? ' (deleted)' : ''}
  </span>
);

/** What is done more seldom: clone, archive. */
export const More = ({ tenant, campaign }: { tenant: string; campaign: Campaign }) => (
  <MoreActions
    tenant={tenant}
    id={campaign.id}
    status={campaign.status}
    archived={campaign.options.archivedAt !== null}
  />
);
