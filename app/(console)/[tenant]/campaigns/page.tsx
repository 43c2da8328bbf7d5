import type { Metadata } from 'next';
import { caughtPart } from '@/components/campaigns/caught-note';
import { StatusBadge } from '@/components/campaigns/status-badge';
import { SumLine } from '@/components/campaigns/sum-line';
import { statusLooks } from '@/components/campaigns/words';
import { ChannelBadge } from '@/components/contacts/channel-badge';
import { channelNames } from '@/components/contacts/channel-names';
import { PageHeader } from '@/components/layout/page-header';
import { LiveRefresh } from '@/components/live/live-refresh';
import { DataTable, type Column } from '@/components/table/data-table';
import { NameCell } from '@/components/table/name-cell';
import { Pager } from '@/components/table/pager';
import { ButtonLink } from '@/components/ui/button';
import { formatNumber } from '@/components/ui/format';
import { EmptyState, NoPermission } from '@/components/ui/states';
import { Tabs } from '@/components/ui/tabs';
import { Time } from '@/components/ui/time';
import { listCampaigns } from '@/lib/campaigns';
import type { Campaign } from '@/lib/campaigns/schema';
import { recountedWithinMs, campaignStatuses, type CampaignStatus } from '@/lib/campaigns/vocabulary';
import type { Channel } from '@/lib/contacts/vocabulary';
import { pages } from '@/lib/paths';
import { mayOpen, pageContext } from '@/lib/platform/page';
import { keysetPager, single, type SearchParams } from '../../keyset';

export const metadata: Metadata = { title: 'Campaigns' };

type Props = { params: Promise<{ tenant: string }>; searchParams: SearchParams };

const whenOf = (row: Campaign) => row.completedAt ?? row.startedAt ?? row.scheduledAt ?? row.createdAt;

/** What the columns say that a phone has no room for. */
const onPhone = ({ channel, caught, totals: { planned, sent } }: Campaign) =>
  [
    channelNames[channel as Channel],
    ...(planned > 0 ? [`${formatNumber(planned)} planned, ${formatNumber(sent)} sent`] : []),
    ...(caught ? [caughtPart({ caught })] : []),
  ].join(' · ');

const columnsFor = (now: string, zone: string): Column<Campaign>[] => [
  { key: 'name', head: 'Name', cell: (row) => <NameCell name={row.name} />, phone: 'title', width: '26%' },
  { key: 'status', head: 'Status', cell: (row) => <StatusBadge status={row.status} />, phone: 'side', width: '8rem' },
  {
    ...{ key: 'channel', head: 'Channel', width: '7rem', wide: true },
    cell: (row) => <ChannelBadge channel={row.channel} />,
  },
  {
    key: 'to',
    head: 'To',
    cell: (row) => (
      <span className="text-ink-2">
        <NameCell
          name={row.segments
            .filter((each) => !each.excluded)
            .map((each) => each.name)
            .join(', ')}
        />
      </span>
    ),
    wide: true,
  },
  {
    key: 'sum',
    head: 'Planned, and where they are',
    cell: (row) => <SumLine counts={row.totals} note={caughtPart(row)} />,
    width: '26%',
  },
  {
    key: 'when',
    head: 'When',
    cell: (row) => (
      <>
        <span className="md:hidden">{onPhone(row)} · </span>
        <Time at={whenOf(row)} now={now} zone={zone} />
      </>
    ),
    width: '7rem',
    phone: 'sub',
  },
];

export default async function CampaignsPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const { status: given, archived, ...keyset } = await single(searchParams);
  const isArchive = archived === 'true';
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'campaigns:read'))
    return <NoPermission need="the right to read campaigns" ask="an administrator" />;
  const status = campaignStatuses.find((each): each is CampaignStatus => each === given);
  const list = await listCampaigns(ctx, {
    ...(status ? { status } : {}),
    archived: isArchive,
    cursor: keyset.cursor,
  });
  const add = mayOpen(ctx, 'campaigns:write') ? (
    <ButtonLink variant="primary" icon="plus" href={pages.newCampaign(tenant)}>
      New campaign
    </ButtonLink>
  ) : null;
  const some = list.items.length > 0;
  const listHref = (of?: CampaignStatus) => `${pages.campaigns(tenant)}${of ? `?status=${of}` : ''}`;
  const archiveHref = `${pages.campaigns(tenant)}?archived=true`;
  const empty = isArchive ? (
    <EmptyState
      icon="history"
      title="Nothing is archived"
      actions={<ButtonLink href={listHref()}>Show all campaigns</ButtonLink>}
    />
  ) : status ? (
    <EmptyState
      icon="list-filter"
      title={`No campaign is ${statusLooks[status].word.toLowerCase()}`}
      actions={<ButtonLink href={listHref()}>Show all campaigns</ButtonLink>}
    />
  ) : (
    <EmptyState icon="send" title="One message to many people" actions={add}>
      Choose who and what, see who would not get it and why, then send. Afterwards every person is accounted for.
    </EmptyState>
  );
  return (
    <>
      <LiveRefresh types={['campaign.', 'message.']} afterMs={recountedWithinMs} />
      <div className="px-6 pt-5 max-md:px-4">
        <PageHeader title="Campaigns" actions={some || status || isArchive ? add : null} />
        {some || status || isArchive ? (
          <div className="mb-2">
            <Tabs
              label="Campaigns by status"
              tabs={[
                { href: listHref(), label: 'All', current: !status && !isArchive },
                ...campaignStatuses.map((each) => ({
                  href: listHref(each),
                  label: statusLooks[each].word,
                  current: status === each,
                })),
                { href: archiveHref, label: 'Archive', current: isArchive },
              ]}
            />
          </div>
        ) : null}
      </div>
      <DataTable
        label="Campaigns"
        columns={columnsFor(ctx.clock.now().toISOString(), ctx.timeZone)}
        rows={list.items}
        id={(row) => row.id}
        href={(row) => pages.campaign(tenant, row.id)}
        empty={empty}
      />
      {some ? (
        <Pager
          {...keysetPager(isArchive ? archiveHref : listHref(status), keyset, {
            shown: list.items.length,
            nextCursor: list.nextCursor,
            ...(keyset.cursor || list.nextCursor ? {} : { total: list.items.length }),
          })}
        />
      ) : null}
    </>
  );
}
