import type { Metadata } from 'next';
import { Page, PageHeader } from '@/components/layout/page-header';
import { Card } from '@/components/ui/card';
import { NoPermission } from '@/components/ui/states';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { listTopics } from '@/lib/topics';
import { SettingsTabs } from '../_components/settings-tabs';
import { ArchivedTopics } from './_components/archived-topics';
import { OpenTopics } from './_components/open-topics';

export const metadata: Metadata = { title: 'Topics' };

type Props = { params: Promise<{ tenant: string }> };

export default async function TopicsPage({ params }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'settings:read')) return <NoPermission need="the right to read settings" ask="an administrator" />;
  const { items } = await load(listTopics(ctx, { archived: true, counts: true }));
  const mayWrite = mayOpen(ctx, 'settings:write');
  const archived = items.filter((topic) => topic.archivedAt);
  return (
    <Page width="form">
      <SettingsTabs tenant={tenant} current="topics" all />
      <PageHeader title="Topics" meta="What your mailings are about. Recipients choose among them." />
      <div className="grid gap-4">
        <OpenTopics tenant={tenant} topics={items.filter((topic) => !topic.archivedAt)} mayWrite={mayWrite} />
        <Card title="What a topic does">
          <p className="max-w-[66ch] text-ink-2">
            A campaign can be about one topic. The preference page that every mailing leads to lists them, in this
            order. Who leaves a topic gets none of its campaigns and stays on the others; who leaves all mailings gets
            none of them until they take one again. Campaigns without a topic reach everybody who agreed to marketing.
          </p>
        </Card>
        {archived.length > 0 ? <ArchivedTopics tenant={tenant} topics={archived} mayWrite={mayWrite} /> : null}
      </div>
    </Page>
  );
}
