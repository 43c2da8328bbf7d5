import type { Metadata } from 'next';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { NoPermission } from '@/components/ui/states';
import { pages } from '@/lib/paths';
import { mayOpen, pageContext } from '@/lib/platform/page';
import { CampaignWizard } from '../_components/campaign-wizard';
import { wizardChoices } from '../_components/wizard-data';

export const metadata: Metadata = { title: 'New campaign' };

type Props = { params: Promise<{ tenant: string }> };

export default async function NewCampaignPage({ params }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'campaigns:write') || !mayOpen(ctx, 'segments:read') || !mayOpen(ctx, 'templates:read')) {
    return (
      <NoPermission need="the right to write campaigns and to read segments and templates" ask="an administrator" />
    );
  }
  return (
    <Page>
      <Breadcrumbs items={[{ label: 'Campaigns', href: pages.campaigns(tenant) }, { label: 'New campaign' }]} />
      <PageHeader title="New campaign" />
      <CampaignWizard
        tenant={tenant}
        campaign={null}
        zone={ctx.timeZone}
        {...await wizardChoices(ctx, null)}
        maySend={mayOpen(ctx, 'campaigns:send')}
        mayMend={mayOpen(ctx, 'settings:read')}
      />
    </Page>
  );
}
