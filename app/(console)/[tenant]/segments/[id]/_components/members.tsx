import { DataTable } from '@/components/table/data-table';
import { Pager } from '@/components/table/pager';
import { PersonCell } from '@/components/table/person-cell';
import { EmptyState } from '@/components/ui/states';
import { Time } from '@/components/ui/time';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { load } from '@/lib/platform/page';
import { listSegmentMembers } from '@/lib/segments';
import { keysetPager, type KeysetParams } from '../../../../keyset';

/** Who is in the segment, page by page. */
export async function Members({ ctx, id, keyset }: { ctx: Ctx; id: string; keyset: KeysetParams }) {
  const page = await load(listSegmentMembers(ctx, { id, cursor: keyset.cursor }));
  const now = ctx.clock.now().toISOString();
  return (
    <div className="overflow-hidden rounded-md border border-line [&>*:first-child]:border-t-0">
      <DataTable
        label="Members"
        rows={page.items}
        id={(row) => row.id}
        href={(row) => pages.contact(ctx.tenant, row.id)}
        columns={[
          { key: 'name', head: 'Name', phone: 'title', cell: (row) => <PersonCell name={row.displayName} /> },
          { key: 'email', head: 'Email', phone: 'sub', cell: (row) => row.email ?? '–' },
          {
            key: 'since',
            head: 'In since',
            align: 'right',
            phone: 'side',
            cell: (row) => <Time at={row.addedAt} now={now} zone={ctx.timeZone} />,
          },
        ]}
        empty={
          <EmptyState icon="users" title="Nobody is in this segment now">
            The rule holds for nobody. Edit it, or wait: people come in by themselves once it holds for them.
          </EmptyState>
        }
      />
      {page.items.length ? (
        <Pager
          {...keysetPager(pages.segment(ctx.tenant, id), keyset, {
            shown: page.items.length,
            nextCursor: page.nextCursor,
            total: page.total,
          })}
        />
      ) : null}
    </div>
  );
}
