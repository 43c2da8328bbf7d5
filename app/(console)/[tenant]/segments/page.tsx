import type { Metadata } from 'next';
import { PageHeader } from '@/components/layout/page-header';
import { LiveRefresh } from '@/components/live/live-refresh';
import { DataTable } from '@/components/table/data-table';
import { NameCell } from '@/components/table/name-cell';
import { Pager } from '@/components/table/pager';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { Num } from '@/components/ui/num';
import { EmptyState, NoPermission } from '@/components/ui/states';
import { Time } from '@/components/ui/time';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { listSegments } from '@/lib/segments';
import { keysetPager, single, type SearchParams } from '../../keyset';

export const metadata: Metadata = { title: 'Segments' };

type Props = { params: Promise<{ tenant: string }>; searchParams: SearchParams };

export default async function SegmentsPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'segments:read')) return <NoPermission need="the right to read segments" ask="an administrator" />;
  const keyset = await single(searchParams);
  const { items, nextCursor } = await load(listSegments(ctx, { cursor: keyset['cursor'] }));
  const now = ctx.clock.now().toISOString();
  const add = mayOpen(ctx, 'segments:write') ? (
    <ButtonLink variant="primary" icon="plus" href={pages.newSegment(tenant)}>
      New segment
    </ButtonLink>
  ) : null;
  return (
    <>
      <LiveRefresh types={['segment.']} />
      <div className="px-6 pt-5 max-md:px-4">
        <PageHeader title="Segments" actions={items.length ? add : null} />
      </div>
      <DataTable
        label="Segments"
        rows={items}
        id={(row) => row.id}
        href={(row) => pages.segment(tenant, row.id)}
        columns={[
          { key: 'name', head: 'Name', phone: 'title', width: '18rem', cell: (row) => <NameCell name={row.name} /> },
          {
            key: 'rule',
            head: 'Who is in',
            phone: 'sub',
            cell: (row) => (
              <span className="block max-w-xl truncate text-ink-2" title={row.ruleInWords}>
                {row.ruleInWords}
              </span>
            ),
          },
          {
            key: 'people',
            head: 'People',
            align: 'right',
            phone: 'side',
            cell: (row) => <Num value={row.memberCount} strong />,
          },
          {
            key: 'fresh',
            head: 'Counted',
            align: 'right',
            wide: true,
            cell: (row) =>
              row.stale ? (
                <Badge tone="live">Counting</Badge>
              ) : row.evaluatedAt ? (
                <Time at={row.evaluatedAt} now={now} zone={ctx.timeZone} />
              ) : (
                '–'
              ),
          },
        ]}
        empty={
          <EmptyState icon="circle-dashed" title="Groups of people by rule" actions={add}>
            A segment finds everybody for whom a rule holds, for example “has the tag donor and opened a message in the
            last 90 days”, and keeps itself up to date.
          </EmptyState>
        }
      />
      {items.length ? (
        <Pager {...keysetPager(pages.segments(tenant), keyset, { shown: items.length, nextCursor })} />
      ) : null}
    </>
  );
}
