import type { Metadata } from 'next';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { Countries } from '@/components/places/country-choice';
import { NoPermission } from '@/components/ui/states';
import { phoneCountries } from '@/lib/contacts';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { getSegment } from '@/lib/segments';
import { ownId } from '../../../own-id';
import { knownOf } from '../../_components/known';
import { SegmentEditor } from '../../_components/segment-editor';

export const metadata: Metadata = { title: 'Edit segment' };

type Props = { params: Promise<{ tenant: string; id: string }> };

export default async function EditSegmentPage({ params }: Props) {
  const { tenant, id } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'segments:write'))
    return <NoPermission need="the right to change segments" ask="an administrator" />;
  const [segment, known] = await Promise.all([load(getSegment(ctx, { id: ownId(id) })), knownOf(ctx, id)]);
  return (
    <Page>
      <Breadcrumbs
        items={[
          { label: 'Segments', href: pages.segments(tenant) },
          { label: segment.name, href: pages.segment(tenant, id) },
          { label: 'Edit' },
        ]}
      />
      <PageHeader
        title={`Edit ${segment.name}`}
        meta={segment.usedBy.length ? `Used by ${segment.usedBy.map((use) => use.name).join(', ')}` : 'Not used yet'}
      />
      <Countries list={phoneCountries()}>
        <SegmentEditor tenant={tenant} saved={segment} {...known} />
      </Countries>
    </Page>
  );
}
