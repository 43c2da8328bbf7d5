import type { Metadata } from 'next';
import { PageHeader } from '@/components/layout/page-header';
import { Pager } from '@/components/table/pager';
import { ButtonLink } from '@/components/ui/button';
import { formatNumber } from '@/components/ui/format';
import { EmptyState, NoPermission } from '@/components/ui/states';
import { listContacts, listTags } from '@/lib/contacts';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { getSegment, listSegments } from '@/lib/segments';
import { keysetPager, single, type SearchParams } from '../../keyset';
import { ContactFilters, type ListView } from './_components/contact-filters';
import { ContactsTable } from './_components/contacts-table';

export const metadata: Metadata = { title: 'Contacts' };

const nobody: Record<string, string> = {
  archived: 'Nobody is archived. Archive a contact to keep them out of campaigns and lists.',
  deleted: 'Whoever is deleted stays here for 30 days and can be brought back.',
};

type Props = { params: Promise<{ tenant: string }>; searchParams: SearchParams };

export default async function ContactsPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'contacts:read')) return <NoPermission need="the right to read contacts" ask="an administrator" />;
  const { q, tag, segmentId, sort, status, ...keyset } = await single(searchParams);
  const shown = status === 'archived' || status === 'deleted' ? status : 'active';
  const view: ListView = {
    ...(q ? { q } : {}),
    ...(tag ? { tag } : {}),
    ...(segmentId ? { segmentId } : {}),
    ...(shown === 'active' ? {} : { status: shown }),
    ...(sort === 'newest' ? { sort } : {}),
  };
  const order = sort === 'newest' ? 'newest' : 'name';
  const seesSegments = mayOpen(ctx, 'segments:read');
  const [list, tags, segments] = await Promise.all([
    load(listContacts(ctx, { ...view, status: shown, sort: order, cursor: keyset.cursor })),
    listTags(ctx, { counted: 'false' }),
    seesSegments ? listSegments(ctx, { limit: 100 }) : { items: [] },
  ]);
  const known = segments.items.find((segment) => segment.id === segmentId)?.name;
  const segmentName =
    segmentId && !known && seesSegments
      ? await getSegment(ctx, { id: segmentId }).then(
          (s) => s.name,
          () => undefined,
        )
      : known;
  const href = pages.contacts(tenant, view);
  const filtered = Boolean(q || tag || segmentId) || shown !== 'active';
  const mayWrite = mayOpen(ctx, 'contacts:write');
  const actions = (
    <>
      {mayOpen(ctx, 'contacts:import') ? (
        <ButtonLink icon="upload" href={pages.newImport(tenant)}>
          Import
        </ButtonLink>
      ) : null}
      {mayWrite ? (
        <ButtonLink variant="primary" icon="plus" href={pages.newContact(tenant)}>
          New contact
        </ButtonLink>
      ) : null}
    </>
  );
  const people = `${formatNumber(list.total ?? 0)}${list.approximate ? '+' : ''} ${list.total === 1 ? 'person' : 'people'}`;
  const empty = filtered ? (
    <EmptyState
      icon="search"
      title={shown === 'deleted' && !q ? 'Nobody was deleted in the last 30 days' : 'Nobody matches'}
      actions={
        <ButtonLink variant="primary" href={pages.contacts(tenant)}>
          Show everybody
        </ButtonLink>
      }
    >
      {q ? (
        <>
          Nobody has “{q}” in name, address or number{tag || segmentId ? ' within the other filters' : ''}.
        </>
      ) : (
        (nobody[shown] ?? 'Nobody is left by these filters.')
      )}
    </EmptyState>
  ) : (
    <EmptyState icon="users" title="The people you write to" actions={actions}>
      Bring them in from a CSV file, for example the alumni list of your registry, or add one by hand.
    </EmptyState>
  );
  return (
    <>
      <div className="px-6 pt-5 max-md:px-4">
        <PageHeader
          title="Contacts"
          badge={list.items.length > 0 && !q ? <span className="text-ink-3 figures">{people}</span> : null}
          actions={list.items.length > 0 || filtered ? actions : null}
        />
        <ContactFilters
          tenant={tenant}
          view={view}
          segmentName={segmentName}
          tags={tags.items.map((each) => each.name)}
          segments={segments.items.map(({ id, name }) => ({ id, name }))}
        />
      </div>
      <ContactsTable
        tenant={tenant}
        contacts={list.items}
        now={ctx.clock.now().toISOString()}
        zone={ctx.timeZone}
        mayWrite={mayWrite}
        deleted={shown === 'deleted'}
        sort={{
          by: q ? 'rank' : order,
          nameHref: pages.contacts(tenant, { ...view, sort: '' }),
          newestHref: pages.contacts(tenant, { ...view, sort: 'newest' }),
        }}
        empty={empty}
      />
      {list.items.length > 0 ? (
        <Pager
          {...keysetPager(href, keyset, {
            shown: list.items.length,
            nextCursor: list.nextCursor,
            ...(list.total === null ? {} : { total: list.total }),
            approximate: list.approximate,
          })}
          meta={q && list.engine === 'postgres' ? 'Finds beginnings of words first' : null}
        />
      ) : null}
    </>
  );
}
