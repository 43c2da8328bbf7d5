import type { Metadata } from 'next';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { Countries } from '@/components/places/country-choice';
import { NoPermission } from '@/components/ui/states';
import { phoneCountries } from '@/lib/contacts';
import { pages } from '@/lib/paths';
import { mayOpen, pageContext } from '@/lib/platform/page';
import { knownOf } from '../_components/known';
import { SegmentEditor } from '../_components/segment-editor';

export const metadata: Metadata = { title: 'New segment' };

type Props = { params: Promise<{ tenant: string }> };

export default async function NewSegmentPage({ params }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'segments:write'))
    return <NoPermission need="the right to change segments" ask="an administrator" />;
  return (
    <Page>
      <Breadcrumbs items={[{ label: 'Segments', href: pages.segments(tenant) }, { label: 'New segment' }]} />
      <PageHeader
        title="New segment"
        meta="People come and go by themselves as the rule begins or ceases to hold for them."
      />
      <Countries list={phoneCountries()}>
        <SegmentEditor tenant={tenant} {...await knownOf(ctx)} />
      </Countries>
    </Page>
  );
}
