import type { Metadata } from 'next';
import { Page, PageHeader } from '@/components/layout/page-header';
import { Countries } from '@/components/places/country-choice';
import { Card } from '@/components/ui/card';
import { NoPermission } from '@/components/ui/states';
import { getOrganisation, organisationPlaces } from '@/lib/organisation';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { SettingsTabs } from '../_components/settings-tabs';
import { OrganisationFacts } from './_components/organisation-facts';
import { OrganisationForm } from './_components/organisation-form';
import { WhatChanges } from './_components/what-changes';

export const metadata: Metadata = { title: 'Organisation' };

type Props = { params: Promise<{ tenant: string }> };

/** What the organisation is called and where it is, and what hangs on that. */
export default async function OrganisationPage({ params }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'settings:read')) return <NoPermission need="the right to read settings" ask="an administrator" />;
  const organisation = await load(getOrganisation(ctx, {}));
  const { zones, countries } = organisationPlaces();
  return (
    <Page width="form">
      <SettingsTabs tenant={tenant} current="organisation" all />
      <PageHeader title="Organisation" meta="What it is called and where it is. Saved changes hold at once." />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Card>
          {mayOpen(ctx, 'settings:write') ? (
            <Countries list={countries}>
              <OrganisationForm tenant={tenant} organisation={organisation} zones={zones} />
            </Countries>
          ) : (
            <OrganisationFacts organisation={organisation} />
          )}
        </Card>
        <WhatChanges />
      </div>
    </Page>
  );
}
