import type { Metadata } from 'next';
import { PageHeader } from '@/components/layout/page-header';
import { LiveRefresh } from '@/components/live/live-refresh';
import { DataTable, type Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { NameCell } from '@/components/table/name-cell';
import { Pager } from '@/components/table/pager';
import { ListSearch } from '@/components/templates/list-search';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState, NoPermission } from '@/components/ui/states';
import { Time } from '@/components/ui/time';
import { pages } from '@/lib/paths';
import { mayOpen, pageContext } from '@/lib/platform/page';
import { listCaught } from '@/lib/sandbox';
import type { Caught } from '@/lib/sandbox/schema';
import { keysetPager, single, type SearchParams } from '../../keyset';

export const metadata: Metadata = { title: 'Sandbox' };

type Props = { params: Promise<{ tenant: string }>; searchParams: SearchParams };

const columnsFor = (now: string, zone: string): Column<Caught>[] => [
  { key: 'recipient', head: 'To', cell: (row) => row.recipient, phone: 'sub', width: '28%' },
  {
    key: 'subject',
    head: 'Subject',
    cell: (row) => <NameCell name={row.subject || 'No subject'} />,
    phone: 'title',
  },
  {
    key: 'at',
    head: 'Caught',
    cell: (row) => <Time at={row.caughtAt} now={now} zone={zone} />,
    phone: 'side',
    width: '8rem',
  },
];

export default async function SandboxPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'sandbox:read'))
    return <NoPermission need="the right to read the sandbox" ask="an administrator" />;
  const { q = '', ...keyset } = await single(searchParams);
  const list = await listCaught(ctx, { ...(q ? { q } : {}), cursor: keyset.cursor });
  const some = list.items.length > 0;
  const empty = q ? (
    <EmptyState
      icon="search"
      title="No caught message matches"
      actions={<ButtonLink href={pages.sandbox(tenant)}>Remove the search</ButtonLink>}
    >
      No recipient and no subject has “{q}”.
    </EmptyState>
  ) : (
    <EmptyState
      icon="mailbox"
      title="Nothing has been caught yet"
      actions={
        <ButtonLink variant="primary" icon="plus" href={pages.newCampaign(tenant)}>
          New campaign
        </ButtonLink>
      }
    >
      While no mail server is set, every message lands here instead of with people. Open it as its recipient, follow its
      links, answer it.
    </EmptyState>
  );
  return (
    <>
      <LiveRefresh types={['message.sent']} />
      <div className="px-6 pt-5 max-md:px-4">
        <PageHeader
          title="Sandbox"
          meta="What was sent while no server or provider was set, or the sandbox took it. Nobody outside got it."
        />
        {some || q ? (
          <FilterBar>
            <ListSearch label="Find by recipient or subject" />
          </FilterBar>
        ) : null}
      </div>
      <DataTable
        label="Caught messages"
        columns={columnsFor(ctx.clock.now().toISOString(), ctx.timeZone)}
        rows={list.items}
        id={(row) => row.id}
        href={(row) => pages.sandbox(tenant, row.id)}
        empty={empty}
      />
      {some ? (
        <Pager
          {...keysetPager(`${pages.sandbox(tenant)}${q ? `?q=${encodeURIComponent(q)}` : ''}`, keyset, {
            shown: list.items.length,
            nextCursor: list.nextCursor,
            ...(keyset.cursor || list.nextCursor ? {} : { total: list.items.length }),
          })}
        />
      ) : null}
    </>
  );
}
