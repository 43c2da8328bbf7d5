import type { Metadata } from 'next';
import { PreflightView } from '@/components/campaigns/preflight-view';
import { StatusBadge } from '@/components/campaigns/status-badge';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { LiveRefresh } from '@/components/live/live-refresh';
import { Card } from '@/components/ui/card';
import { NoPermission } from '@/components/ui/states';
import { getCampaign, preflightCampaign } from '@/lib/campaigns';
import type { Campaign } from '@/lib/campaigns/schema';
import { recountedWithinMs } from '@/lib/campaigns/vocabulary';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { single, type SearchParams } from '../../../keyset';
import { uuidOr404 } from '../../../uuid';
import { CampaignWizard } from '../_components/campaign-wizard';
import { wizardChoices } from '../_components/wizard-data';
import { CampaignHead, More } from './_components/campaign-head';
import { MessageTab } from './_components/message-tab';
import { ReachPanel } from './_components/reach-panel';
import { RecipientsTab } from './_components/recipients-tab';
import { ReportTab } from './_components/report-tab';
import { SeriesCard } from './_components/series-card';

export const metadata: Metadata = { title: 'Campaign' };

/** How often a page looks while the audience is being planned: its first facts may be told before anybody listens. */
const planningLookMs = 1_500;
/** And while it is sent: a server that does not answer makes no facts. */
const sendingLookMs = 10_000;

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
          actions={<More tenant={tenant} campaign={campaign} />}
        />
        <CampaignWizard
          key={id}
          tenant={tenant}
          campaign={campaign}
          zone={ctx.timeZone}
          {...await wizardChoices(ctx, campaign)}
          maySend={mayOpen(ctx, 'campaigns:send')}
          mayMend={mayOpen(ctx, 'settings:read')}
        />
      </Page>
    );
  }
  const { tab = 'report', outcome, reason, event, variant, recipient, ...keyset } = await single(searchParams);
  return (
    <>
      <LiveRefresh
        types={['campaign.', 'message.']}
        afterMs={recountedWithinMs}
        everyMs={
          campaign.status !== 'sending' ? undefined : campaign.plannedAt === null ? planningLookMs : sendingLookMs
        }
      />
      {crumbs}
      <CampaignHead ctx={ctx} campaign={campaign} current={tab} />
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
            <MessageTab ctx={ctx} campaign={campaign} position={variant} recipient={recipient} />
          ) : tab === 'preflight' ? (
            <PreflightTab ctx={ctx} campaign={campaign} />
          ) : (
            <div className="flex flex-col gap-4">
              <SeriesCard ctx={ctx} campaign={campaign} />
              <ReportTab ctx={ctx} campaign={campaign} />
            </div>
          )}
        </div>
      )}
    </>
  );
}

async function PreflightTab({ ctx, campaign: { id, channel } }: { ctx: Ctx; campaign: Campaign }) {
  const mending = { tenant: ctx.tenant, mayMend: mayOpen(ctx, 'settings:read') };
  return (
    <div className="flex flex-col gap-4">
      <Card title="If it were planned now" meta="counted over its segments as they stand">
        <PreflightView
          {...mending}
          preflight={await preflightCampaign(ctx, { id })}
          zone={ctx.timeZone}
          channel={channel}
        />
      </Card>
      <ReachPanel {...mending} id={id} />
    </div>
  );
}
