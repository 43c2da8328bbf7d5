import type { Metadata } from 'next';
import Link from 'next/link';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { LiveRefresh } from '@/components/live/live-refresh';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { formatNumber } from '@/components/ui/format';
import { NoPermission } from '@/components/ui/states';
import { Time } from '@/components/ui/time';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { getSegment, listSegmentMembers } from '@/lib/segments';
import type { SegmentDetail } from '@/lib/segments/schema';
import { single, type SearchParams } from '../../../keyset';
import { ownId } from '../../own-id';
import { Members } from './_components/members';
import { SegmentActions } from './_components/segment-actions';
import { Why } from './_components/why';

export const metadata: Metadata = { title: 'Segment' };

type Props = { params: Promise<{ tenant: string; id: string }>; searchParams: SearchParams };

export default async function SegmentPage({ params, searchParams }: Props) {
  const { tenant, id } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'segments:read')) return <NoPermission need="the right to read segments" ask="an administrator" />;
  const segment = await load(getSegment(ctx, { id: ownId(id) }));
  const now = ctx.clock.now().toISOString();
  const people = `${formatNumber(segment.memberCount)} ${segment.memberCount === 1 ? 'person' : 'people'}`;
  return (
    <Page>
      <LiveRefresh types={['segment.']} />
      <Breadcrumbs items={[{ label: 'Segments', href: pages.segments(tenant) }, { label: segment.name }]} />
      <PageHeader
        title={segment.name}
        badge={<span className="text-ink-3 figures">{people}</span>}
        meta={segment.description}
        actions={mayOpen(ctx, 'segments:write') ? <SegmentActions tenant={tenant} id={id} name={segment.name} /> : null}
      />
      <div className="grid items-start gap-5 min-[1100px]:grid-cols-[minmax(0,1fr)_332px]">
        <div className="grid min-w-0 gap-3">
          <Card>
            <p className="text-xs text-ink-3">In words</p>
            <p className="text-base">{segment.ruleInWords}</p>
          </Card>
          <Members ctx={ctx} id={id} keyset={await single(searchParams)} />
        </div>
        <aside aria-label="About the segment" className="grid gap-3">
          {mayOpen(ctx, 'contacts:read') ? <WhySomebody ctx={ctx} id={id} /> : null}
          <UsedBy tenant={tenant} uses={segment.usedBy} />
          <Card
            title="History"
            meta={
              segment.stale ? (
                <Badge tone="live">Counting</Badge>
              ) : segment.evaluatedAt ? (
                <Time at={segment.evaluatedAt} now={now} zone={ctx.timeZone} />
              ) : null
            }
          >
            {segment.history.length === 0 ? <p className="text-ink-3">Not evaluated yet.</p> : null}
            <ul className="grid gap-2">
              {segment.history.slice(0, 12).map((line) => (
                <li key={line.evaluatedAt} className="flex justify-between gap-3">
                  <span className="figures">
                    <span className="font-strong">{formatNumber(line.memberCount)}</span>{' '}
                    <span className="text-ink-3">
                      +{formatNumber(line.added)} −{formatNumber(line.removed)}
                    </span>
                  </span>
                  <Time at={line.evaluatedAt} now={now} zone={ctx.timeZone} className="text-xs text-ink-3" />
                </li>
              ))}
            </ul>
          </Card>
        </aside>
      </div>
    </Page>
  );
}

/** The first members stand ready to be asked about; anybody else is found by typing. */
async function WhySomebody({ ctx, id }: { ctx: Ctx; id: string }) {
  const { items } = await load(listSegmentMembers(ctx, { id, limit: 8 }));
  const members = items.map(({ id: value, displayName, email }) => ({
    value,
    label: displayName,
    ...(email && email !== displayName ? { hint: email } : {}),
  }));
  return <Why tenant={ctx.tenant} id={id} members={members} />;
}

function UsedBy({ tenant, uses }: { tenant: string; uses: SegmentDetail['usedBy'] }) {
  return (
    <Card title="Used by">
      {uses.length === 0 ? <p className="text-ink-3">Nothing yet. Choose it as the audience of a campaign.</p> : null}
      <ul className="grid gap-1.5">
        {uses.map((use) => (
          <li key={use.id} className="flex justify-between gap-3">
            <Link
              className="link truncate"
              href={use.type === 'campaign' ? pages.campaign(tenant, use.id) : pages.segment(tenant, use.id)}
            >
              {use.name}
            </Link>
            <span className="text-xs text-ink-3">{use.status ?? 'segment'}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
