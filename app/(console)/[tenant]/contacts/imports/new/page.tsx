import type { Metadata } from 'next';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { NoPermission } from '@/components/ui/states';
import { pages } from '@/lib/paths';
import { mayOpen, pageContext } from '@/lib/platform/page';
import { Steps } from '../_components/steps';
import { UploadForm } from '../_components/upload-form';

export const metadata: Metadata = { title: 'Import contacts' };

type Props = { params: Promise<{ tenant: string }> };

export default async function NewImportPage({ params }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'contacts:import'))
    return <NoPermission need="the right to import contacts" ask="an administrator" />;
  return (
    <Page>
      <Breadcrumbs
        items={[
          { label: 'Contacts', href: pages.contacts(tenant) },
          { label: 'Imports', href: pages.imports(tenant) },
          { label: 'New import' },
        ]}
      />
      <PageHeader
        title="Import contacts"
        meta="Nothing is changed until the last step."
        actions={<ButtonLink href={pages.imports(tenant)}>Earlier imports</ButtonLink>}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 md:grid-cols-[11rem_minmax(0,45rem)]">
        <Steps current="file" />
        <Card title="Which file?">
          <UploadForm tenant={tenant} />
        </Card>
      </div>
    </Page>
  );
}
