import type { Metadata } from 'next';
import { EmptyState, NoPermission } from '@/components/ui/states';
import { Key } from '@/components/ui/key';
import { mayOpen, pageContext } from '@/lib/platform/page';
import type { SearchParams } from '../../keyset';
import { InboxPanes, inboxView } from './_components/panes';

export const metadata: Metadata = { title: 'Inbox' };

type Props = { params: Promise<{ tenant: string }>; searchParams: SearchParams };

export default async function InboxPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'inbox:read')) return <NoPermission need="the right to read the inbox" ask="an administrator" />;
  return (
    <InboxPanes ctx={ctx} view={await inboxView(searchParams)}>
      <div className="grid place-items-center bg-canvas">
        <EmptyState icon="message-circle" title="Choose a conversation">
          <Key>J</Key> opens the first one.
        </EmptyState>
      </div>
    </InboxPanes>
  );
}
