import type { Metadata } from 'next';
import { ChannelBadge } from '@/components/contacts/channel-badge';
import { PageHeader } from '@/components/layout/page-header';
import { DataTable, type Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { NameCell } from '@/components/table/name-cell';
import { Pager } from '@/components/table/pager';
import { ListSearch } from '@/components/templates/list-search';
import { Button, ButtonLink } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';
import { EmptyState, NoPermission } from '@/components/ui/states';
import { Time } from '@/components/ui/time';
import { pages } from '@/lib/paths';
import { mayOpen, pageContext } from '@/lib/platform/page';
import { listTemplates } from '@/lib/templates';
import type { TemplateSummary } from '@/lib/templates/schema';
import { keysetPager, single, type SearchParams } from '../../keyset';

export const metadata: Metadata = { title: 'Templates' };

type Props = { params: Promise<{ tenant: string }>; searchParams: SearchParams };

const columnsFor = (now: string, zone: string): Column<TemplateSummary>[] => [
  { key: 'name', head: 'Name', cell: (row) => <NameCell name={row.name} />, phone: 'title', width: '28%' },
  { key: 'subject', head: 'Subject', cell: (row) => <NameCell name={row.subject} />, phone: 'sub' },
  { key: 'channel', head: 'Channel', cell: (row) => <ChannelBadge channel={row.channel} />, width: '7rem', wide: true },
  { key: 'version', head: 'Version', cell: (row) => row.version, align: 'right', width: '6rem', wide: true },
  {
    key: 'updated',
    head: 'Changed',
    cell: (row) => <Time at={row.updatedAt} now={now} zone={zone} />,
    width: '8rem',
    phone: 'side',
  },
];

export default async function TemplatesPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const { q = '', ...keyset } = await single(searchParams);
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'templates:read'))
    return <NoPermission need="the right to read templates" ask="an administrator" />;
  const list = await listTemplates(ctx, { ...(q ? { q } : {}), cursor: keyset.cursor });
  const add = mayOpen(ctx, 'templates:write') ? (
    <>
      <Menu
        label="Templates of other channels"
        trigger={<Button iconEnd="chevron-down">Other channels</Button>}
        items={[
          { label: 'Notification', icon: 'bell', href: pages.newTemplate(tenant, { channel: 'push' }) },
          { label: 'Webhook', icon: 'webhook', href: pages.newTemplate(tenant, { channel: 'webhook' }) },
        ]}
      />
      <ButtonLink href={pages.newTemplate(tenant, { channel: 'text' })}>New text message</ButtonLink>
      <ButtonLink variant="primary" icon="plus" href={pages.newTemplate(tenant)}>
        New template
      </ButtonLink>
    </>
  ) : null;
  const empty = q ? (
    <EmptyState
      icon="search"
      title={`No template is called “${q}”`}
      actions={<ButtonLink href={pages.templates(tenant)}>Remove the search</ButtonLink>}
    />
  ) : (
    <EmptyState icon="layout-template" title="Written once, sent to each in their own words" actions={add}>
      A template holds subject and text, with places for what you know of a person: “Dear {'{{ contact.first_name }}'}
      ,”.
    </EmptyState>
  );
  const some = list.items.length > 0;
  return (
    <>
      <div className="px-6 pt-5 max-md:px-4">
        <PageHeader title="Templates" actions={some || q ? add : null} />
        {some || q ? (
          <FilterBar>
            <ListSearch label="Find a template" />
          </FilterBar>
        ) : null}
      </div>
      <DataTable
        label="Templates"
        columns={columnsFor(ctx.clock.now().toISOString(), ctx.timeZone)}
        rows={list.items}
        id={(row) => row.id}
        href={(row) => pages.template(tenant, row.id)}
        empty={empty}
      />
      {some ? (
        <Pager
          {...keysetPager(`${pages.templates(tenant)}${q ? `?q=${encodeURIComponent(q)}` : ''}`, keyset, {
            shown: list.items.length,
            nextCursor: list.nextCursor,
            ...(keyset.cursor || list.nextCursor ? {} : { total: list.items.length }),
          })}
        />
      ) : null}
    </>
  );
}
