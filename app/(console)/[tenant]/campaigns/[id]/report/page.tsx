import type { Metadata } from 'next';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { LiveRefresh } from '@/components/live/live-refresh';
import { ButtonLink } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import { EmptyState, NoPermission } from '@/components/ui/states';
import { Time } from '@/components/ui/time';
import { getCampaign, getReport } from '@/lib/campaigns';
import { comesBack, recountedWithinMs } from '@/lib/campaigns/vocabulary';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { uuidOr404 } from '../../../../uuid';
import { CampaignHead } from '../_components/campaign-head';
import { WhereCard } from '../_components/where-card';
import { WordingsCard } from '../_components/wordings-card';
import { FunnelCard } from './_components/funnel-card';
import { HoldoutCard } from './_components/holdout-card';
import { LinksCard } from './_components/links-card';
import { ProvidersCard } from './_components/providers-card';
import { TimesCard } from './_components/times-card';
import { VariantsCard } from './_components/variants-card';

export const metadata: Metadata = { title: 'Campaign report' };

type Props = { params: Promise<{ tenant: string; id: string }> };

/** Every number of a campaign, by time, provider and link; each opens the list of its recipients. */
export default async function CampaignReportPage({ params }: Props) {
  const { tenant, id: given } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'campaigns:read'))
    return <NoPermission need="the right to read campaigns" ask="an administrator" />;
  const id = uuidOr404(given);
  const [campaign, report] = await Promise.all([load(getCampaign(ctx, { id })), load(getReport(ctx, { id }))]);
  const now = ctx.clock.now().toISOString();
  const list = (to: Record<string, string>) => pages.campaign(tenant, id, { tab: 'recipients', ...to });
  const csv = (part: string) => pages.campaignReportCsv(tenant, id, part);
  const { channel } = campaign;
  const isMail = channel === 'email';
  const countsOpens = campaign.trackOpens || !isMail;
  const countsClicks = campaign.trackClicks || !comesBack(channel, 'clicked');
  // Only mail has a picture.
  const versions =
    mayOpen(ctx, 'templates:read') && isMail ? report.messages.map((message) => message.version).slice(0, 6) : [];
  const clicksOf = (version: string) =>
    report.links.reduce((sum, link) => sum + (link.version === version ? link.people : 0), 0);
  const pictures = versions.map((version) => ({
    version,
    src: pages.campaignPicture(tenant, id, version, clicksOf(version)),
  }));
  const crumbs = [{ label: 'Campaigns', href: pages.campaigns(tenant) }, { label: campaign.name }];
  return (
    <>
      <LiveRefresh types={['campaign.', 'message.']} afterMs={recountedWithinMs} />
      <Breadcrumbs items={crumbs} />
      <CampaignHead ctx={ctx} campaign={campaign} current="parts" />
      <div className="px-6 pt-4 pb-8 max-md:px-4">
        <p className="mb-3 text-xs text-ink-3">
          {report.countedAt ? (
            <>
              Counted <Time at={report.countedAt} now={now} zone={ctx.timeZone} ago />
              {report.stale ? '; newer events are being counted' : ''}
            </>
          ) : (
            'Counted as soon as something is sent'
          )}
        </p>
        {campaign.totals.planned === 0 ? (
          <EmptyState
            icon="chart-column"
            title="Nothing is sent yet"
            actions={<ButtonLink href={pages.campaign(tenant, id)}>Back to the campaign</ButtonLink>}
          >
            The report begins with the first recipient who is planned.
          </EmptyState>
        ) : (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <WhereCard
              tenant={tenant}
              campaign={campaign}
              zone={ctx.timeZone}
              maySend={mayOpen(ctx, 'campaigns:send')}
            />
            <FunnelCard {...{ channel, report, list }} totals={campaign.totals} revenueCsv={csv('revenue')} />
            {report.holdout ? <HoldoutCard holdout={report.holdout} list={list} /> : null}
            {countsOpens && countsClicks ? null : (
              <Note
                tone="info"
                title={`${countsOpens ? 'Clicks' : countsClicks ? 'Opens' : 'Opens and clicks'} are not counted.`}
              >
                This campaign was sent so; replies, bounces and unsubscriptions are counted all the same.
              </Note>
            )}
            {report.variants.length > 0 ? (
              <VariantsCard channel={channel} variants={report.variants} csvHref={csv('variants')} list={list} />
            ) : null}
            <WordingsCard wordings={report.wordings} zone={ctx.timeZone} csvHref={csv('wordings')} list={list} />
            {report.times.length > 0 ? (
              <TimesCard channel={channel} report={report} zone={ctx.timeZone} csvHref={csv('times')} list={list} />
            ) : null}
            {isMail && report.providers.length > 0 ? (
              <ProvidersCard providers={report.providers} csvHref={csv('providers')} list={list} />
            ) : null}
            {report.links.length + report.uncounted.length > 0 ? (
              <LinksCard
                links={report.links}
                messages={report.messages}
                uncounted={report.uncounted}
                csvHref={csv('links')}
                list={list}
                pictures={pictures}
              />
            ) : null}
          </div>
        )}
      </div>
    </>
  );
}
