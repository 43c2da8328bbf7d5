import type { Metadata } from 'next';
import Link from 'next/link';
import { PageHeader } from '@/components/layout/page-header';
import { DataTable, type Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { NameCell } from '@/components/table/name-cell';
import { Pager } from '@/components/table/pager';
import { ListSearch } from '@/components/templates/list-search';
import { Address } from '@/components/ui/address';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { buttonClass } from '@/components/ui/button-class';
import { Icon } from '@/components/ui/icon';
import { EmptyState, NoPermission } from '@/components/ui/states';
import { Tabs } from '@/components/ui/tabs';
import { Time } from '@/components/ui/time';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { countSuppressions, getBounceSettings, listSuppressions } from '@/lib/suppressions';
import { suppressionKinds, type Suppression } from '@/lib/suppressions/schema';
import { keysetPager, single, type SearchParams } from '../../keyset';
import { AddSuppression } from './_components/add-dialog';
import { BounceNumbers } from './_components/bounce-numbers';
import { ImportSuppressions } from './_components/import-dialog';
import { KindFilter } from './_components/kind-filter';
import { RemoveSuppression } from './_components/remove-dialog';
import { reasonLooks, scopeWord } from './_components/words';

export const metadata: Metadata = { title: 'Suppressions' };

type Props = { params: Promise<{ tenant: string }>; searchParams: SearchParams };

/** On one line where there is room for one. */
const Listed = ({ email }: { email: string }) => (
  <span className="block md:w-0 md:min-w-full md:truncate" title={email}>
    <Address text={email} />
  </span>
);

const columnsFor = (ctx: Ctx): Column<Suppression>[] => {
  const now = ctx.clock.now().toISOString();
  const remove: Column<Suppression> = {
    key: 'act',
    head: 'Remove',
    width: '6rem',
    align: 'right',
    phone: 'side',
    cell: ({ id, email, phone, reason }) => (
      <RemoveSuppression tenant={ctx.tenant} id={id} address={email ?? phone ?? ''} reason={reason} />
    ),
  };
  return [
    {
      key: 'address',
      head: 'Address or number',
      phone: 'title',
      width: '20%',
      cell: ({ email, phone }) => (email ? <Listed email={email} /> : <span className="figures">{phone}</span>),
    },
    {
      key: 'channel',
      head: 'Stops',
      width: '8rem',
      wide: true,
      cell: (row) => <span className="whitespace-nowrap">{scopeWord(row)}</span>,
    },
    {
      key: 'reason',
      head: 'Reason',
      width: '8rem',
      phone: 'sub',
      cell: (row) => (
        <>
          <Badge tone={reasonLooks[row.reason].tone}>{reasonLooks[row.reason].word}</Badge>
          {row.phone ? <span className="ml-2 text-xs text-ink-2 md:hidden">{scopeWord(row)}</span> : null}
        </>
      ),
    },
    {
      key: 'detail',
      head: 'Details',
      wide: true,
      cell: (row) => (
        <span className="block w-0 min-w-full truncate text-ink-2" dir="auto" title={row.detail ?? undefined}>
          {row.detail ?? reasonLooks[row.reason].help}
        </span>
      ),
    },
    {
      key: 'contact',
      head: 'Contact',
      width: '14%',
      wide: true,
      cell: ({ contact }) =>
        contact ? (
          <Link className="link" href={pages.contact(ctx.tenant, contact.id)}>
            <NameCell name={contact.name} />
          </Link>
        ) : (
          <span className="text-ink-3">–</span>
        ),
    },
    {
      key: 'at',
      head: 'Since',
      width: '7rem',
      cell: (row) => <Time at={row.createdAt} now={now} zone={ctx.timeZone} />,
    },
    {
      key: 'end',
      head: 'Ends',
      width: '7rem',
      cell: (row) =>
        row.expiresAt ? (
          <Time at={row.expiresAt} now={now} zone={ctx.timeZone} />
        ) : (
          <span className="whitespace-nowrap text-ink-3">When removed</span>
        ),
    },
    ...(mayOpen(ctx, 'contacts:write') ? [remove] : []),
  ];
};

export default async function SuppressionsPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const { q = '', reason: given, kind: asked, ...keyset } = await single(searchParams);
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'contacts:read')) return <NoPermission need="the right to read contacts" ask="an administrator" />;
  const kind = suppressionKinds.find((each) => each === asked);
  const { reasons } = await countSuppressions(ctx, kind ? { kind } : {});
  const reason = reasons.find((each) => each.reason === given)?.reason;
  const [list, settings] = await Promise.all([
    load(
      listSuppressions(ctx, {
        ...(q ? { q: q.slice(0, 320) } : {}),
        ...(reason ? { reason } : {}),
        ...(kind ? { kind } : {}),
        cursor: keyset.cursor,
      }),
    ),
    getBounceSettings(ctx, {}),
  ]);
  const all = reasons.reduce((sum, each) => sum + each.addresses, 0);
  const kept = { ...(q ? { q } : {}), ...(kind ? { kind } : {}) };
  const filters = { ...kept, ...(reason ? { reason } : {}) };
  const href = (to: { q?: string; reason?: string; kind?: string }) => pages.suppressions(tenant, to);
  const empty =
    q || reason || kind ? (
      <EmptyState
        icon="search"
        title={
          q ? `Nothing on the list contains “${q}”` : `Nothing is on the list for this ${reason ? 'reason' : 'kind'}`
        }
        actions={<ButtonLink href={href({})}>Show all</ButtonLink>}
      />
    ) : (
      <EmptyState icon="ban" title="Nobody is kept from your messages">
        Addresses and numbers that bounce, complain or unsubscribe come here by themselves, and get nothing more.
      </EmptyState>
    );
  return (
    <>
      <div className="px-6 pt-5 max-md:px-4">
        <PageHeader
          title="Suppressions"
          meta="Addresses and numbers that get nothing more, whatever segment or import they are in"
          actions={
            <>
              {mayOpen(ctx, 'settings:write') ? <BounceNumbers tenant={tenant} settings={settings} /> : null}
              {all > 0 || kind ? (
                <a className={buttonClass()} href={pages.suppressionsCsv(tenant, filters)} download>
                  <Icon name="download" />
                  <span>Export</span>
                </a>
              ) : null}
              {mayOpen(ctx, 'contacts:import') ? <ImportSuppressions tenant={tenant} /> : null}
              {mayOpen(ctx, 'contacts:write') ? <AddSuppression tenant={tenant} /> : null}
            </>
          }
        />
        <Tabs
          label="Suppressions by reason"
          tabs={[
            { href: href(kept), label: 'All', count: all, current: !reason },
            ...reasons.map((each) => ({
              href: href({ ...kept, reason: each.reason }),
              label: reasonLooks[each.reason].word,
              count: each.addresses,
              current: reason === each.reason,
            })),
          ]}
        />
        <FilterBar>
          <ListSearch label="Find in this list" />
          <KindFilter value={kind ?? ''} />
        </FilterBar>
      </div>
      <DataTable label="Suppressions" columns={columnsFor(ctx)} rows={list.items} id={(row) => row.id} empty={empty} />
      {list.items.length ? (
        <Pager {...keysetPager(href(filters), keyset, { shown: list.items.length, nextCursor: list.nextCursor })} />
      ) : null}
    </>
  );
}
