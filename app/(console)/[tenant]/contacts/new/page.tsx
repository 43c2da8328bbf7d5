import type { Metadata } from 'next';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { Countries } from '@/components/places/country-choice';
import { Card } from '@/components/ui/card';
import { NoPermission } from '@/components/ui/states';
import { listAttributes, phoneCountries } from '@/lib/contacts';
import { pages } from '@/lib/paths';
import { mayOpen, pageContext } from '@/lib/platform/page';
import { NewContactForm } from '../_components/new-contact-form';

export const metadata: Metadata = { title: 'New contact' };

type Props = { params: Promise<{ tenant: string }> };

export default async function NewContactPage({ params }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'contacts:write'))
    return <NoPermission need="the right to change contacts" ask="an administrator" />;
  const { items } = mayOpen(ctx, 'contacts:read') ? await listAttributes(ctx, {}) : { items: [] };
  return (
    <Page width="form">
      <Breadcrumbs items={[{ label: 'Contacts', href: pages.contacts(tenant) }, { label: 'New contact' }]} />
      <PageHeader title="New contact" />
      <Card>
        <Countries list={phoneCountries()}>
          <NewContactForm tenant={tenant} definitions={items} />
        </Countries>
      </Card>
    </Page>
  );
}
