import type { Metadata } from 'next';
import { revalidatePath } from 'next/cache';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { LiveRefresh } from '@/components/live/live-refresh';
import { Countries } from '@/components/places/country-choice';
import { ButtonLink } from '@/components/ui/button';
import { NoPermission } from '@/components/ui/states';
import { getImport, listAttributes, phoneCountries } from '@/lib/contacts';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { ownId } from '../../../own-id';
import { cancelImportAction } from '../../actions';
import { ImportBadge } from '../_components/import-badge';
import { ImportResult } from '../_components/import-result';
import { Wizard } from '../_components/wizard';

export const metadata: Metadata = { title: 'Import' };

type Props = { params: Promise<{ tenant: string; id: string }> };

export default async function ImportPage({ params }: Props) {
  const { tenant, id } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'contacts:import'))
    return <NoPermission need="the right to import contacts" ask="an administrator" />;
  const run = await load(getImport(ctx, { id: ownId(id) }));
  const crumbs = [
    { label: 'Contacts', href: pages.contacts(tenant) },
    { label: 'Imports', href: pages.imports(tenant) },
    { label: run.fileName },
  ];
  if (run.status === 'uploaded') {
    const { items } = mayOpen(ctx, 'contacts:read') ? await listAttributes(ctx, {}) : { items: [] };
    return (
      <Page>
        <Breadcrumbs items={crumbs} />
        <PageHeader title="Import contacts" meta="Nothing is changed until the last step." />
        <Countries list={phoneCountries()}>
          <Wizard tenant={tenant} held={run} definitions={items} />
        </Countries>
      </Page>
    );
  }
  const going = run.status === 'queued' || run.status === 'running';
  async function cancel() {
    'use server';
    await cancelImportAction(tenant, { id });
    revalidatePath(pages.import(tenant, id));
  }
  return (
    <Page width="form">
      <LiveRefresh types={['job.', 'import.']} />
      <Breadcrumbs items={crumbs} />
      <PageHeader
        title={run.fileName}
        badge={<ImportBadge status={run.status} />}
        actions={
          going ? null : (
            <>
              <ButtonLink href={pages.newImport(tenant)}>Import another file</ButtonLink>
              <ButtonLink variant="primary" href={pages.contacts(tenant, { sort: 'newest' })}>
                See the contacts
              </ButtonLink>
            </>
          )
        }
      />
      <ImportResult
        tenant={tenant}
        run={run}
        now={ctx.clock.now().toISOString()}
        zone={ctx.timeZone}
        cancel={going ? cancel : undefined}
      />
    </Page>
  );
}
