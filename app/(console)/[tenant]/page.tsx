import type { Metadata } from 'next';
import { Suspense } from 'react';
import { Page, PageHeader } from '@/components/layout/page-header';
import { LiveRefresh } from '@/components/live/live-refresh';
import { ButtonLink } from '@/components/ui/button';
import { formatClock } from '@/components/ui/format';
import { recountedWithinMs } from '@/lib/campaigns/vocabulary';
import { pages } from '@/lib/paths';
import { mayOpen, pageContext } from '@/lib/platform/page';
import { FirstSteps } from './_home/first-steps';
import { homeFacts } from './_home/needs';
import { NeedsCard } from './_home/needs-card';
import { Numbers, NumbersSkeleton } from './_home/numbers';
import { SendingCard } from './_home/sending-card';

export const metadata: Metadata = { title: 'Home' };

type Props = { params: Promise<{ tenant: string }> };

export default async function HomePage({ params }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  const now = ctx.clock.now();
  const facts = await homeFacts(ctx);
  const today = new Intl.DateTimeFormat('en-GB', {
    timeZone: ctx.timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  }).format(now);
  const sent = facts.last !== null || facts.sending.length > 0;
  const seesCampaigns = mayOpen(ctx, 'campaigns:read');
  return (
    <Page>
      <LiveRefresh types={['campaign.', 'message.', 'inbox.', 'job.']} afterMs={recountedWithinMs} />
      <PageHeader
        title={today}
        meta={`${formatClock(now, ctx.timeZone)}, ${ctx.timeZone.replaceAll('_', ' ')}`}
        actions={
          mayOpen(ctx, 'campaigns:write') && sent ? (
            <ButtonLink variant="primary" icon="plus" href={pages.newCampaign(tenant)}>
              New campaign
            </ButtonLink>
          ) : null
        }
      />
      <div className="flex flex-col gap-3">
        {!sent && mayOpen(ctx, 'campaigns:write') ? <FirstSteps ctx={ctx} draftId={facts.draftId} /> : null}
        <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
          <NeedsCard needs={facts.needs} more={facts.more} now={now.toISOString()} zone={ctx.timeZone} />
          {seesCampaigns ? (
            <SendingCard
              tenant={tenant}
              sending={facts.sending}
              next={facts.next}
              last={facts.last}
              zone={ctx.timeZone}
            />
          ) : null}
        </div>
        {mayOpen(ctx, 'analytics:read') && sent ? (
          <Suspense fallback={<NumbersSkeleton />}>
            <Numbers ctx={ctx} />
          </Suspense>
        ) : null}
      </div>
    </Page>
  );
}
