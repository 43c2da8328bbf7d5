import type { Metadata } from 'next';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { PageHeader } from '@/components/layout/page-header';
import { LiveRefresh } from '@/components/live/live-refresh';
import { DataTable } from '@/components/table/data-table';
import { Pager } from '@/components/table/pager';
import { ButtonLink } from '@/components/ui/button';
import { Num } from '@/components/ui/num';
import { EmptyState, NoPermission } from '@/components/ui/states';
import { Time } from '@/components/ui/time';
import { listImports } from '@/lib/contacts';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { keysetPager, single, type SearchParams } from '../../../keyset';
import { ImportBadge } from './_components/import-badge';
import { NotStarted } from './_components/not-started';

export const metadata: Metadata = { title: 'Imports' };

type Props = { params: Promise<{ tenant: string }>; searchParams: SearchParams };

export default async function ImportsPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'contacts:import'))
    return <NoPermission need="the right to import contacts" ask="an administrator" />;
  const keyset = await single(searchParams);
  const { items, nextCursor } = await load(listImports(ctx, { cursor: keyset['cursor'] }));
  const now = ctx.clock.now().toISOString();
  const add = (
    <ButtonLink variant="primary" icon="upload" href={pages.newImport(tenant)}>
      Import a file
    </ButtonLink>
  );
  return (
    <>
      <LiveRefresh types={['job.', 'import.']} />
      <Breadcrumbs items={[{ label: 'Contacts', href: pages.contacts(tenant) }, { label: 'Imports' }]} />
      <div className="px-6 pt-5 max-md:px-4">
        <PageHeader title="Imports" actions={items.length ? add : null} />
      </div>
      <DataTable
        label="Imports"
        rows={items}
        id={(row) => row.id}
        href={(row) => pages.import(tenant, row.id)}
        columns={[
          { key: 'file', head: 'File', phone: 'title', cell: (row) => row.fileName },
          {
            key: 'state',
            head: 'State',
            phone: 'side',
            cell: (row) => (
              <span className="flex flex-wrap items-center gap-2 max-md:flex-col max-md:items-end">
                <ImportBadge status={row.status} />
                {row.status === 'uploaded' ? <NotStarted tenant={tenant} id={row.id} fileName={row.fileName} /> : null}
              </span>
            ),
          },
          { key: 'rows', head: 'Rows', align: 'right', cell: (row) => <Num value={row.rows.total} /> },
          { key: 'new', head: 'New', align: 'right', cell: (row) => <Num value={row.rows.created} /> },
          {
            key: 'updated',
            head: 'Updated',
            align: 'right',
            wide: true,
            cell: (row) => <Num value={row.rows.updated} />,
          },
          {
            key: 'skipped',
            head: 'Skipped',
            align: 'right',
            wide: true,
            cell: (row) => <Num value={row.rows.skipped} />,
          },
          { key: 'failed', head: 'Failed', align: 'right', cell: (row) => <Num value={row.rows.failed} /> },
          {
            key: 'source',
            head: 'Consent from',
            wide: true,
            cell: (row) => (
              <span className="block max-w-64 truncate" title={row.consentSource ?? undefined}>
                {row.consentSource ?? '–'}
              </span>
            ),
          },
          {
            key: 'at',
            head: 'When',
            align: 'right',
            phone: 'sub',
            cell: (row) => <Time at={row.createdAt} now={now} zone={ctx.timeZone} />,
          },
        ]}
        empty={
          <EmptyState icon="upload" title="Bring people in from a file" actions={add}>
            Any CSV will do, such as an export of your registry. You see what it would change before anything is
            changed.
          </EmptyState>
        }
      />
      {items.length ? (
        <Pager {...keysetPager(pages.imports(tenant), keyset, { shown: items.length, nextCursor })} />
      ) : null}
    </>
  );
}
