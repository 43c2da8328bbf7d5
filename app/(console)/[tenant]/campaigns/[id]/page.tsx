import type { Metadata } from 'next';
import Link from 'next/link';
import { channelNames } from '@/components/contacts/channel-names';
import { PreflightView } from '@/components/campaigns/preflight-view';
import { StatusBadge } from '@/components/campaigns/status-badge';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { LiveRefresh } from '@/components/live/live-refresh';
import { Card } from '@/components/ui/card';
import { Note } from '@/components/ui/note';
import { NoPermission } from '@/components/ui/states';
import { Tabs } from '@/components/ui/tabs';
import { Time } from '@/components/ui/time';
import { getCampaign, preflightCampaign } from '@/lib/campaigns';
import { recountedWithinMs } from '@/lib/campaigns/vocabulary';
import type { Campaign } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { listSenders } from '@/lib/sending';
import type { Channel } from '@/lib/contacts/vocabulary';
import { single, type SearchParams } from '../../../keyset';
import { uuidOr404 } from '../../../uuid';
import { CampaignWizard } from '../_components/campaign-wizard';
import { senderChoices, wizardChoices } from '../_components/wizard-data';
import { CampaignActions } from './_components/campaign-actions';
import { EditPaused } from './_components/edit-paused';
import { MessageTab } from './_components/message-tab';
import { MoreActions } from './_components/more-actions';
import { ReachPanel } from './_components/reach-panel';
import { RecipientsTab } from './_components/recipients-tab';
import { ReportTab } from './_components/report-tab';
import { SendingCard } from './_components/sending-card';
import { SeriesCard } from './_components/series-card';
import { VariantsCard } from './_components/variants-card';

export const metadata: Metadata = { title: 'Campaign' };

/** How often a page looks while the audience is being planned: its first facts may be told before anybody listens. */
const planningLookMs = 1_500;

type Props = { params: Promise<{ tenant: string; id: string }>; searchParams: SearchParams };

export default async function CampaignPage({ params, searchParams }: Props) {
  const { tenant, id } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'campaigns:read'))
    return <NoPermission need="the right to read campaigns" ask="an administrator" />;
  const campaign = await load(getCampaign(ctx, { id: uuidOr404(id) }));
  const crumbs = (
    <Breadcrumbs items={[{ label: 'Campaigns', href: pages.campaigns(tenant) }, { label: campaign.name }]} />
  );
  if (campaign.status === 'draft' && mayOpen(ctx, 'campaigns:write')) {
    return (
      <Page>
        {crumbs}
        <PageHeader
          title={campaign.name}
          badge={<StatusBadge status="draft" />}
          actions={<More ctx={ctx} campaign={campaign} />}
        />
        <CampaignWizard
          key={id}
          tenant={tenant}
          campaign={campaign}
          zone={ctx.timeZone}
          {...await wizardChoices(ctx, campaign)}
          maySend={mayOpen(ctx, 'campaigns:send')}
        />
      </Page>
    );
  }
  const { tab = 'report', outcome, reason, event, variant, ...keyset } = await single(searchParams);
  return (
    <>
      <LiveRefresh
        types={['campaign.', 'message.']}
        afterMs={recountedWithinMs}
        everyMs={campaign.status === 'sending' && campaign.plannedAt === null ? planningLookMs : undefined}
      />
      {crumbs}
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
            { href: pages.campaign(tenant, id), label: 'Report', current: tab === 'report' },
            { href: pages.campaignReport(tenant, id), label: 'Hours, providers, links' },
            {
              href: pages.campaign(tenant, id, { tab: 'recipients' }),
              label: 'Recipients',
              count: campaign.totals.planned,
              current: tab === 'recipients',
            },
            { href: pages.campaign(tenant, id, { tab: 'message' }), label: 'Message', current: tab === 'message' },
            {
              href: pages.campaign(tenant, id, { tab: 'preflight' }),
              label: 'Preflight',
              current: tab === 'preflight',
            },
          ]}
        />
      </div>
      {tab === 'recipients' ? (
        <RecipientsTab
          ctx={ctx}
          campaign={campaign}
          filters={{ outcome, reason, event, variant, ...keyset }}
          keyset={keyset}
        />
      ) : (
        <div className="px-6 pt-4 pb-8 max-md:px-4">
          {tab === 'message' ? (
            <MessageTab ctx={ctx} campaign={campaign} position={variant} />
          ) : tab === 'preflight' ? (
            <PreflightTab ctx={ctx} campaign={campaign} />
          ) : (
            <div className="flex flex-col gap-4">
              <SeriesCard ctx={ctx} campaign={campaign} />
              <VariantsCard ctx={ctx} campaign={campaign} />
              <SendingCard ctx={ctx} campaign={campaign} />
              <ReportTab
                tenant={tenant}
                campaign={campaign}
                zone={ctx.timeZone}
                maySettle={mayOpen(ctx, 'campaigns:send')}
              />
            </div>
          )}
        </div>
      )}
    </>
  );
}

function Head({ ctx, campaign }: { ctx: Ctx; campaign: Campaign }) {
  const now = ctx.clock.now().toISOString();
  const first = campaign.segments.filter((each) => !each.excluded);
  return (
    <PageHeader
      title={campaign.name}
      badge={<StatusBadge status={campaign.status} />}
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
              status={campaign.status}
              isSeries={campaign.options.recurrence !== null}
              isTimed={campaign.options.recurrence !== null || campaign.options.sendLocal}
              left={campaign.totals.inProgress + campaign.totals.deferred}
            />
          ) : null}
          {mayOpen(ctx, 'campaigns:write') ? <More ctx={ctx} campaign={campaign} /> : null}
        </>
      }
    />
  );
}

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

const More = ({ ctx, campaign }: { ctx: Ctx; campaign: Campaign }) => (
  <MoreActions
    tenant={ctx.tenant}
    id={campaign.id}
    status={campaign.status}
    archived={campaign.options.archivedAt !== null}
  />
);

async function PreflightTab({ ctx, campaign: { id, channel } }: { ctx: Ctx; campaign: Campaign }) {
  return (
    <div className="flex flex-col gap-4">
      <Card title="If it were planned now" meta="counted over its segments as they stand">
        <PreflightView preflight={await preflightCampaign(ctx, { id })} zone={ctx.timeZone} channel={channel} />
      </Card>
      <ReachPanel tenant={ctx.tenant} id={id} />
    </div>
  );
}
