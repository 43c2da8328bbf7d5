import type { Metadata } from 'next';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { NoPermission } from '@/components/ui/states';
import { getThread } from '@/lib/inbox';
import type { Thread } from '@/lib/inbox/schema';
import { maySend } from '@/lib/pipeline';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { DomainError } from '@/lib/platform/errors';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import type { SearchParams } from '../../../keyset';
import { uuidOr404 } from '../../../uuid';
import { ContextPane } from '../_components/context-pane';
import { Conversation } from '../_components/conversation';
import { InboxPanes, inboxView } from '../_components/panes';
import { inboxHref } from '../_components/thread-list';

export const metadata: Metadata = { title: 'Inbox' };

type Props = { params: Promise<{ tenant: string; id: string }>; searchParams: SearchParams };

/** The gate's word on an answer; null when the person is gone. */
async function askGate(ctx: Ctx, { contact, channel }: Pick<Thread, 'contact' | 'channel'>) {
  try {
    return await maySend(ctx, { id: contact.id, channel, purpose: 'service', source: 'inbox' });
  } catch (error) {
    if (error instanceof DomainError && (error.code === 'not_found' || error.code === 'forbidden')) return null;
    throw error;
  }
}

export default async function ThreadPage({ params, searchParams }: Props) {
  const { tenant, id } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'inbox:read')) return <NoPermission need="the right to read the inbox" ask="an administrator" />;
  const thread = await load(getThread(ctx, { id: uuidOr404(id) }));
  const [view, gate] = [await inboxView(searchParams), await askGate(ctx, thread)];
  return (
    <InboxPanes
      ctx={ctx}
      view={view}
      current={id}
      aside={<ContextPane ctx={ctx} contactId={thread.contact.id} channel={thread.channel} />}
    >
      <Breadcrumbs items={[{ label: 'Inbox', href: pages.inbox(tenant) }, { label: thread.contact.displayName }]} />
      <Conversation ctx={ctx} thread={thread} gate={gate} backHref={inboxHref(tenant, view)} />
    </InboxPanes>
  );
}
