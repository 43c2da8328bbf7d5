import type { Metadata } from 'next';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { Countries } from '@/components/places/country-choice';
import { Card } from '@/components/ui/card';
import { NoPermission } from '@/components/ui/states';
import { getContact, listAttributes, phoneCountries } from '@/lib/contacts';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { EditContactForm } from '../../_components/edit-contact-form';
import { ownId } from '../../../own-id';

export const metadata: Metadata = { title: 'Edit contact' };

type Props = { params: Promise<{ tenant: string; id: string }> };

export default async function EditContactPage({ params }: Props) {
  const { tenant, id } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'contacts:write'))
    return <NoPermission need="the right to change contacts" ask="an administrator" />;
  const [contact, { items }] = await Promise.all([load(getContact(ctx, { id: ownId(id) })), listAttributes(ctx, {})]);
  return (
    <Page width="form">
      <Breadcrumbs
        items={[
          { label: 'Contacts', href: pages.contacts(tenant) },
          { label: contact.displayName, href: pages.contact(tenant, id) },
          { label: 'Edit' },
        ]}
      />
      <PageHeader title={`Edit ${contact.displayName}`} />
      <Card>
        <Countries list={phoneCountries()}>
          <EditContactForm tenant={tenant} contact={contact} definitions={items} />
        </Countries>
      </Card>
    </Page>
  );
}
